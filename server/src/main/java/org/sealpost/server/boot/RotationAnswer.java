package org.sealpost.server.boot;

import java.time.Instant;
import java.util.List;
import org.sealpost.core.atrest.Rotation;
import org.sealpost.core.atrest.RotationPiece;

/// A rotation, or a piece of one, as it goes through the control socket.
///
/// @param keys data keys wrapped anew in this piece
/// @param endedElsewhere no rotation is under way
/// @param destroyed generations whose store keys were destroyed
/// @param previousGone whether none of the older ones is left
record RotationAnswer(
    int generation,
    long begunAtMillis,
    boolean resumed,
    boolean finished,
    boolean endedElsewhere,
    int keys,
    List<Integer> destroyed,
    boolean previousGone) {

  static RotationAnswer of(Rotation rotation) {
    return new RotationAnswer(
        rotation.generation(),
        rotation.begun().toEpochMilli(),
        rotation.resumed(),
        false,
        false,
        0,
        List.of(),
        false);
  }

  static RotationAnswer of(RotationPiece piece) {
    return switch (piece) {
      case RotationPiece.Rewrapped(int keys) ->
          new RotationAnswer(0, 0, false, false, false, keys, List.of(), false);
      case RotationPiece.EndedElsewhere _ ->
          new RotationAnswer(0, 0, false, false, true, 0, List.of(), false);
      case RotationPiece.Finished(
              int generation,
              Instant begun,
              List<Integer> destroyed,
              boolean previousGone) ->
          new RotationAnswer(
              generation, begun.toEpochMilli(), false, true, false, 0, destroyed, previousGone);
    };
  }

  Rotation rotation() {
    return new Rotation(generation, Instant.ofEpochMilli(begunAtMillis), resumed);
  }

  RotationPiece piece() {
    if (endedElsewhere) {
      return new RotationPiece.EndedElsewhere();
    }
    return finished
        ? new RotationPiece.Finished(
            generation, Instant.ofEpochMilli(begunAtMillis), destroyed, previousGone)
        : new RotationPiece.Rewrapped(keys);
  }
}
