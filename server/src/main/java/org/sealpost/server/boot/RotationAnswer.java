package org.sealpost.server.boot;

import java.time.Instant;
import java.util.List;
import org.sealpost.core.atrest.Rotation;
import org.sealpost.core.atrest.RotationPiece;

/// A rotation, or a piece of one, as it goes through the control socket.
///
/// @param keys data keys wrapped anew in this piece
/// @param destroyed generations whose store keys were destroyed
record RotationAnswer(
    int generation,
    long begunAtMillis,
    boolean resumed,
    boolean finished,
    int keys,
    List<Integer> destroyed) {

  static RotationAnswer of(Rotation rotation) {
    return new RotationAnswer(
        rotation.generation(),
        rotation.begun().toEpochMilli(),
        rotation.resumed(),
        false,
        0,
        List.of());
  }

  static RotationAnswer of(RotationPiece piece) {
    return switch (piece) {
      case RotationPiece.Rewrapped(int keys) ->
          new RotationAnswer(0, 0, false, false, keys, List.of());
      case RotationPiece.Finished(int generation, Instant begun, List<Integer> destroyed) ->
          new RotationAnswer(generation, begun.toEpochMilli(), false, true, 0, destroyed);
    };
  }

  Rotation rotation() {
    return new Rotation(generation, Instant.ofEpochMilli(begunAtMillis), resumed);
  }

  RotationPiece piece() {
    return finished
        ? new RotationPiece.Finished(generation, Instant.ofEpochMilli(begunAtMillis), destroyed)
        : new RotationPiece.Rewrapped(keys);
  }
}
