package org.sealpost.server.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.StorageTables;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost storage create-tables`: makes the tables of DynamoDB.
@Command(
    name = "create-tables",
    description = {
      "Makes the tables that `storage.dynamo` in the configuration names, where they are not there"
          + " yet, and waits until they can be used.",
      "Needs credentials that may create tables, which those of the server need not."
    },
    mixinStandardHelpOptions = true)
public final class StorageCreateTablesCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--dry-run",
      description =
          "prints what would be made, as commands of the AWS command line, and asks nobody")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    SealpostConfig config = data.read();
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      out.print(StorageTables.describe(config));
    } else {
      StorageTables.create(config);
      out.println("The tables are there.");
    }
    out.flush();
    return 0;
  }
}
