package org.sealpost.server.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;
import org.sealpost.storage.copy.CopyProgress;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.SectionSum;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost storage copy`: copies a stopped server's database into an empty one, of the same kind
/// or another.
@Command(
    name = "copy",
    description = {
      "Copies everything from the database that `storage` in the configuration --from names to the one"
          + " that it names in --to, which has to be new or empty, and compares both by counts and"
          + " hashes at the end.",
      "The server must be stopped. May be interrupted and repeated with the same options: it goes on"
          + " where it stopped, and until it is through nothing opens the new database.",
      "The old database stays as it is. Sealed values are copied as they are, so the server goes on"
          + " with the same keys folder."
    },
    mixinStandardHelpOptions = true)
public final class StorageCopyCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "sealpost-data",
      description = "the server's folder (default: ./${DEFAULT-VALUE})")
  private Path folder = Path.of("sealpost-data");

  @Option(
      names = "--from",
      paramLabel = "FILE",
      required = true,
      description = "the configuration with the present database")
  private Path from = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "the configuration with the new one")
  private Path to = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    ProgressLine line = ProgressLine.on(spec.commandLine().getErr());
    Map<CopySection, SectionSum> sums;
    try {
      sums = Commands.copyStorage(folder, read(from), read(to), progress(line));
    } finally {
      line.end(); // what went wrong begins on a line of its own
    }
    PrintWriter out = spec.commandLine().getOut();
    for (CopySection section : CopySection.values()) {
      SectionSum sum = sums.getOrDefault(section, SectionSum.NONE);
      out.println(
          String.format(
              Locale.ROOT, "%-18s %12d  %s", name(section), sum.records(), sum.shortHash()));
    }
    out.println("Both read the same. Start the server with: --data " + folder + " --config " + to);
    out.flush();
    return 0;
  }

  private static SealpostConfig read(Path file) {
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }

  private static CopyProgress progress(ProgressLine line) {
    return (phase, section, records) ->
        line.show(
            switch (phase) {
                  case COPYING -> "copying ";
                  case READING_SOURCE -> "comparing, the old one: ";
                  case READING_TARGET -> "comparing, the new one: ";
                }
                + name(section)
                + " "
                + records);
  }

  private static String name(CopySection section) {
    return section.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
