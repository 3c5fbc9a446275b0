package org.sealpost.core.delivery;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.EnvelopeId;

/// What a device was given and has not answered: never more than a count and a number of bytes,
/// except that one envelope of any size fits an empty window. Empty, it costs one object. Not safe
/// for several threads.
final class DeliveryWindow {
  private final int mostEnvelopes;
  private final long mostBytes;

  private @Nullable LinkedHashMap<EnvelopeId, Unanswered> unanswered;
  private long bytes;

  DeliveryWindow(int mostEnvelopes, long mostBytes) {
    this.mostEnvelopes = mostEnvelopes;
    this.mostBytes = mostBytes;
  }

  /// An envelope that waits for its answer.
  ///
  /// @param stored whether it is in the inbox, so that its answer must be kept
  record Unanswered(int sizeBytes, Instant since, boolean stored) {}

  boolean fits(long sizeBytes) {
    return isEmpty() || (count() < mostEnvelopes && bytes + sizeBytes <= mostBytes);
  }

  boolean hasRoom() {
    return isEmpty() || (count() < mostEnvelopes && bytes < mostBytes);
  }

  /// Whether enough was answered for another read to be worth its price.
  boolean isHalfEmpty() {
    return count() <= mostEnvelopes / 2 && bytes <= mostBytes / 2;
  }

  int roomEnvelopes() {
    return mostEnvelopes - count();
  }

  long roomBytes() {
    return Math.max(0, mostBytes - bytes);
  }

  boolean contains(EnvelopeId id) {
    return unanswered != null && unanswered.containsKey(id);
  }

  void add(Delivery delivery, Instant now, boolean stored) {
    int size = delivery.envelope().size();
    if (!fits(size)) {
      throw new IllegalArgumentException("the window is full");
    }
    if (unanswered == null) {
      unanswered = new LinkedHashMap<>();
    }
    unanswered.put(delivery.id(), new Unanswered(size, now, stored));
    bytes += size;
  }

  Optional<Unanswered> remove(EnvelopeId id) {
    Unanswered removed = unanswered == null ? null : unanswered.remove(id);
    if (removed == null) {
      return Optional.empty();
    }
    bytes -= removed.sizeBytes();
    if (isEmpty()) {
      clear();
    }
    return Optional.of(removed);
  }

  void clear() {
    unanswered = null;
    bytes = 0;
  }

  /// Since when the oldest waits for its answer.
  Optional<Instant> oldest() {
    return Optional.ofNullable(unanswered)
        .map(LinkedHashMap::firstEntry)
        .map(Map.Entry::getValue)
        .map(Unanswered::since);
  }

  boolean isEmpty() {
    return count() == 0;
  }

  int count() {
    return unanswered == null ? 0 : unanswered.size();
  }

  long bytes() {
    return bytes;
  }
}
