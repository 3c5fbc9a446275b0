package org.sealpost.server.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sealpost.core.atrest.Rotation;
import org.sealpost.core.atrest.RotationPiece;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.boot.Operations;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost keys rotate`: a new store key, every data key wrapped by it, and, if wanted, the end
/// of the older ones.
@Command(
    name = "rotate",
    description = {
      "Makes a new store key and wraps every data key with it, beside a running server or without one."
          + " No stored value is written anew.",
      "May be interrupted at any moment; the same command goes on where it stopped."
    },
    mixinStandardHelpOptions = true)
public final class KeysRotateCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--destroy-previous",
      description = {
        "afterwards destroys the older store keys: what was deleted before opens with nothing any more,",
        "once the copies of the keys folder that the command names are gone too"
      })
  private boolean destroyPrevious;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    Commands.on(
        data.folder,
        data.read(),
        operations -> {
          rotate(operations);
          return true;
        });
    return 0;
  }

  private void rotate(Operations operations) {
    PrintWriter out = spec.commandLine().getOut();
    Rotation rotation = operations.beginRotation(destroyPrevious);
    out.println(
        (rotation.resumed()
                ? "Goes on with the rotation that was interrupted: generation "
                : "Made the store key of generation ")
            + rotation.generation()
            + (rotation.resumed() ? ", begun " + rotation.begun() + "." : "."));
    out.flush();
    ProgressLine progress = ProgressLine.on(spec.commandLine().getErr());
    try {
      finish(operations, progress, out);
    } finally {
      progress.end();
    }
    out.flush();
  }

  private static void finish(Operations operations, ProgressLine progress, PrintWriter out) {
    long keys = 0;
    while (true) {
      switch (operations.continueRotation()) {
        case RotationPiece.Rewrapped(int more) -> {
          keys += more;
          progress.show(keys + " data keys wrapped anew");
        }
        case RotationPiece.EndedElsewhere _ -> {
          progress.end();
          out.println("Another command has brought this rotation to its end, and reports on it.");
          return;
        }
        case RotationPiece.Finished end -> {
          progress.end();
          report(out, keys, end);
          return;
        }
      }
    }
  }

  private static void report(PrintWriter out, long keys, RotationPiece.Finished done) {
    out.println("Wrapped " + keys + " data keys with generation " + done.generation() + ".");
    if (!done.previousGone()) {
      out.println(
          "The older store keys are still there, and open what was deleted in older copies: see"
              + " --destroy-previous.");
      return;
    }
    List<Integer> destroyed = done.destroyed();
    out.println(
        destroyed.isEmpty()
            ? "The older store keys were destroyed before this command was interrupted."
            : "Destroyed the store keys of generation "
                + destroyed.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + ": overwritten, synced, removed.");
    out.println(
        "On a solid-state disk, a file system that copies on write, or one with snapshots, the former"
            + " bytes may still be there; what protects them then is the key that `keys` names.");
    out.println(
        "Destroy now every other copy of the keys folder that is older than "
            + done.begun()
            + ": backups, snapshots, disks that were replaced. As long as one is left, it opens what"
            + " was deleted in database copies of its time.");
    out.println(
        "Make a new backup of database and keys folder: an older copy of the database opens only"
            + " with its table of data keys replaced by the present one (docs/operations).");
  }
}
