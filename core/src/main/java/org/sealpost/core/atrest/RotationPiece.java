package org.sealpost.core.atrest;

import java.time.Instant;
import java.util.List;

/// What one bounded piece of a rotation did.
public sealed interface RotationPiece {
  /// There is more to do.
  ///
  /// @param keys data keys that were wrapped anew
  record Rewrapped(int keys) implements RotationPiece {}

  /// All is done.
  ///
  /// @param destroyed the generations whose store keys were destroyed, if that was wanted
  record Finished(int generation, Instant begun, List<Integer> destroyed) implements RotationPiece {
    public Finished {
      destroyed = List.copyOf(destroyed);
    }
  }
}
