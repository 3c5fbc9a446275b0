package org.sealpost.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sealpost storage`: what is done to a database while no server has it.
@Command(
    name = "storage",
    description = "Prepares a database, or moves everything from one to another.",
    subcommands = {StorageCreateTablesCommand.class, StorageCopyCommand.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class StorageCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with the database");
  }
}
