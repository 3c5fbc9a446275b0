package org.sealpost.core.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealpost.protocol.EnvelopeId;

/// Envelopes that the device took and that the store has yet to remove, in batches: what is
/// answered while a batch is under way is gathered for the next, which leaves when the one before
/// it is committed, or when it has grown large. Empty, it costs one object. Not safe for several
/// threads.
///
/// A read that began before a batch was committed may still show its envelopes. They are therefore
/// known here until that read has ended.
final class UncommittedAnswers {
  /// A batch of this size does not wait for others: it is as much as one commit of the embedded
  /// store takes, and makes it commit at once.
  static final int LARGE_BATCH = 512;

  private Set<EnvelopeId> gathered = Set.of();
  private Map<Long, Set<EnvelopeId>> underWay = Map.of();
  private Set<EnvelopeId> committed = Set.of();
  private long batches;

  /// A numbered part of the answers.
  record Batch(long number, List<EnvelopeId> ids) {}

  void add(EnvelopeId id) {
    if (gathered.isEmpty()) {
      gathered = new LinkedHashSet<>();
    }
    gathered.add(id);
  }

  /// Whether the device took this envelope, so that it must not be given to it again.
  boolean contains(EnvelopeId id) {
    return gathered.contains(id)
        || committed.contains(id)
        || underWay.values().stream().anyMatch(batch -> batch.contains(id));
  }

  int count() {
    return gathered.size() + underWay.values().stream().mapToInt(Set::size).sum();
  }

  boolean canBegin() {
    return gathered.size() >= LARGE_BATCH || (underWay.isEmpty() && !gathered.isEmpty());
  }

  Batch begin() {
    Batch batch = new Batch(++batches, List.copyOf(gathered));
    if (underWay.isEmpty()) {
      underWay = new HashMap<>();
    }
    underWay.put(batch.number(), gathered);
    gathered = Set.of();
    return batch;
  }

  /// The batch is committed.
  ///
  /// @param reading whether a read is under way
  void committed(long number, boolean reading) {
    Set<EnvelopeId> ids = end(number);
    if (reading) {
      committed = committed.isEmpty() ? new HashSet<>() : committed;
      committed.addAll(ids);
    }
  }

  /// Whether the batch was committed is unknown; it is tried again with the next.
  void failed(long number) {
    end(number).forEach(this::add);
  }

  /// The batch is not tried again.
  void givenUp(long number) {
    end(number);
  }

  void readEnded() {
    committed = Set.of();
  }

  private Set<EnvelopeId> end(long number) {
    Set<EnvelopeId> ids = underWay.getOrDefault(number, Set.of());
    if (!ids.isEmpty()) {
      underWay.remove(number);
    }
    if (underWay.isEmpty()) {
      underWay = Map.of();
    }
    return ids;
  }
}
