package org.sealpost.core.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sealpost.protocol.EnvelopeId;

/// Envelopes that the device took and that the store has yet to remove, in batches: what is
/// answered while one batch is under way joins the next. Not safe for several threads.
///
/// A read that began before a batch was committed may still show its envelopes. They are therefore
/// known here until that read has ended.
final class UncommittedAnswers {
  private Set<EnvelopeId> gathered = Set.of();
  private Set<EnvelopeId> underWay = Set.of();
  private Set<EnvelopeId> committed = Set.of();

  void add(EnvelopeId id) {
    gathered = with(gathered, id);
  }

  /// Whether the device took this envelope, so that it must not be given to it again.
  boolean contains(EnvelopeId id) {
    return gathered.contains(id) || underWay.contains(id) || committed.contains(id);
  }

  int count() {
    return gathered.size() + underWay.size();
  }

  boolean canBegin() {
    return underWay.isEmpty() && !gathered.isEmpty();
  }

  List<EnvelopeId> begin() {
    underWay = gathered;
    gathered = Set.of();
    return List.copyOf(underWay);
  }

  /// The batch is committed.
  ///
  /// @param reading whether a read is under way
  void committed(boolean reading) {
    if (reading) {
      for (EnvelopeId id : underWay) {
        committed = with(committed, id);
      }
    }
    underWay = Set.of();
  }

  /// Whether the batch was committed is unknown; it is tried again with the next.
  void failed() {
    for (EnvelopeId id : gathered) {
      underWay = with(underWay, id);
    }
    gathered = underWay;
    underWay = Set.of();
  }

  /// The batch is not tried again.
  void giveUp() {
    underWay = Set.of();
  }

  void readEnded() {
    committed = Set.of();
  }

  private static Set<EnvelopeId> with(Set<EnvelopeId> ids, EnvelopeId id) {
    Set<EnvelopeId> larger = ids.isEmpty() ? new LinkedHashSet<>() : ids;
    larger.add(id);
    return larger;
  }
}
