package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;

/// What the store has told of one inbox. Its positions and epochs are its own choice, so they are
/// compared with what it said before, not with the model's.
final class InboxWatch {
  /// The same place in the store and in the model.
  record Cursor(Position store, Position model) {}

  private final Map<EnvelopeId, Position> positions = new HashMap<>();
  private final List<Cursor> cursors =
      new ArrayList<>(List.of(new Cursor(Position.START, Position.START)));
  private final Set<EnvelopeId> expired = new HashSet<>();
  private Position highest = Position.START;
  private Optional<Epoch> epoch = Optional.of(new Epoch(0));

  List<Cursor> cursors() {
    return cursors;
  }

  Optional<Position> positionOf(EnvelopeId id) {
    return Optional.ofNullable(positions.get(id));
  }

  /// Expired envelopes that the store may still have.
  Set<EnvelopeId> expired() {
    return expired;
  }

  /// @param lastQueued the newest envelope that the inbox had, where its position is known
  void placed(Placed placed, Optional<Position> lastQueued) {
    if (placed.repeat()) {
      at(placed.id(), placed.position());
      return;
    }
    assertThat(placed.position()).as("positions only grow").isGreaterThan(highest);
    placed
        .before()
        .ifPresent(before -> {
          assertThat(before).isLessThan(placed.position());
          lastQueued.ifPresent(last ->
              assertThat(before)
                  .as("what is queued stands at or before the position before")
                  .isGreaterThanOrEqualTo(last));
        });
    expired.remove(placed.id());
    positions.put(placed.id(), placed.position());
    highest = placed.position();
  }

  /// The answer of an append was lost: its envelopes have positions that nobody told.
  void forget(EnvelopeId id) {
    positions.remove(id);
  }

  void shown(EnvelopeId id, Cursor at) {
    at(id, at.store());
    cursors.add(at);
  }

  private void at(EnvelopeId id, Position position) {
    Position told = positions.putIfAbsent(id, position);
    assertThat(position)
        .as("an envelope stays where it is")
        .isEqualTo(told == null ? position : told);
    if (position.isAfter(highest)) {
      highest = position;
    }
  }

  void claimed(Epoch next) {
    epoch.ifPresent(last -> assertThat(next.isAfter(last)).as("a claim raises the epoch").isTrue());
    epoch = Optional.of(next);
  }

  void claimedWithoutAnswer() {
    epoch = Optional.empty();
  }

  void readAt(Epoch shown) {
    epoch.ifPresent(known -> assertThat(shown).isEqualTo(known));
    epoch = Optional.of(shown);
  }
}
