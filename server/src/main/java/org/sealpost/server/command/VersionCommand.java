package org.sealpost.server.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sealpost version`: which program this is, its licence and where its source is.
@Command(
    name = "version",
    description = "Prints the version, the licence and where the source is.",
    mixinStandardHelpOptions = true)
public final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Sealpost " + Version.TEXT + ", Java " + Runtime.version().feature());
    out.println("Licence AGPL-3.0-only; source: " + SealpostConfig.DEFAULT_SOURCE);
    out.flush();
    return 0;
  }
}
