package org.sealpost.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sealpost keys`: what is done to the server's keys.
@Command(
    name = "keys",
    description =
        "Rotates the store keys or the signer of sender certificates, or protects the keys folder by"
            + " another provider.",
    subcommands = {
      KeysRotateCommand.class,
      KeysRotateSignerCommand.class,
      KeysProtectCommand.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with the keys");
  }
}
