package org.sealpost.server.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost keys protect`: changes the provider of a stopped server's keys folder.
@Command(
    name = "protect",
    description = {
      "Protects the keys folder by another provider, the one that `keys` in the configuration --to"
          + " names; a key file that does not exist yet is made.",
      "The server must be stopped. May be interrupted and repeated with the same options: each file"
          + " changes whole, and until the end both keys are needed.",
      "A key that only moves (the same bytes in another file, variable or credential) needs no"
          + " command: change the configuration."
    },
    mixinStandardHelpOptions = true)
public final class KeysProtectCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "the configuration that the server is to be started with from now on")
  private Path to = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    SealpostConfig next = SealpostConfig.read(to, SealpostServer.standardLimits());
    int written = Commands.protectKeys(data.folder, data.read(), next);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        written == 0
            ? "Every file of the keys folder opens with that provider already; nothing was changed."
            : "Protected "
                + written
                + " files of the keys folder anew. Start the server with "
                + to);
    if (written > 0) {
      out.println(
          "The former key still opens every copy of the keys folder made before now: when the server"
              + " has started, destroy that key, or those copies.");
    }
    out.flush();
    return 0;
  }
}
