package org.sealpost.core.atrest;

import java.nio.file.Path;
import org.sealpost.core.TestCore;

/// A process that rotates the store keys of a folder and says what it is at, to be killed.
final class RotationChild {
  private RotationChild() {}

  public static void main(String[] arguments) {
    try (TestCore core = TestCore.again(Path.of(arguments[0]))) {
      System.out.println("opened");
      core.rotate.begin(true);
      System.out.println("begun");
      while (core.rotate.next() instanceof RotationPiece.Rewrapped) {
        System.out.println("a piece");
      }
      System.out.println("finished");
    }
  }
}
