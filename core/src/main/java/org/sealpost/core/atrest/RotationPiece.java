package org.sealpost.core.atrest;

import java.time.Instant;
import java.util.List;

/// What one bounded piece of a rotation did.
public sealed interface RotationPiece {
  /// There is more to do.
  ///
  /// @param keys data keys that were wrapped anew
  record Rewrapped(int keys) implements RotationPiece {}

  /// No rotation is under way: another command has brought it to its end.
  record EndedElsewhere() implements RotationPiece {}

  /// All is done.
  ///
  /// @param destroyed the generations whose store keys this piece destroyed
  /// @param previousGone whether the older store keys were to be destroyed: then none is left, also
  ///   where an earlier process destroyed them and was killed before it could say so
  record Finished(int generation, Instant begun, List<Integer> destroyed, boolean previousGone)
      implements RotationPiece {
    public Finished {
      destroyed = List.copyOf(destroyed);
    }
  }
}
