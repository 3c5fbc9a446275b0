package org.sealpost.server.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sealpost restore-mark`: run once after the data were put back from a backup, before the server
/// starts.
@Command(
    name = "restore-mark",
    description = {
      "Makes data that were put back from a backup safe to serve. Run it once after each restore,"
          + " before the server starts.",
      "One-time prekeys are void, as some may have been handed out since the backup; devices bring new"
          + " ones when they connect. Connections of before are over. Messages stay.",
      "The server must be stopped. May be interrupted and repeated."
    },
    mixinStandardHelpOptions = true)
public final class RestoreMarkCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    ProgressLine line = ProgressLine.on(spec.commandLine().getErr());
    try {
      Commands.markRestored(
          data.folder, data.read(), pieces -> line.show("marking, " + pieces + " pieces done"));
    } finally {
      line.end();
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("The data are marked as restored; start the server.");
    out.flush();
    return 0;
  }
}
