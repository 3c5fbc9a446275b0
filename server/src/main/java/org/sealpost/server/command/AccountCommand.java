package org.sealpost.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sealpost account`: what an administrator does to one account.
@Command(
    name = "account",
    description = "Deletes an account; forgets one that was deleted.",
    subcommands = {AccountDeleteCommand.class, AccountForgetCommand.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class AccountCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with the account");
  }
}
