package org.sealpost.server.command;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sealpost.config.BadConfiguration;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost account delete`: ends an account, whether or not the server runs.
@Command(
    name = "delete",
    description = {
      "Ends an account: its devices are signed out, what waits for them, its prekeys and profiles are"
          + " gone, its number is free.",
      "Cannot be undone. Works beside a running server and without one."
    },
    mixinStandardHelpOptions = true)
public final class AccountDeleteCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--number",
      paramLabel = "+E164",
      required = true,
      description = "the account's number, as in +15550001111")
  private String number = "";

  @Option(names = "--yes", description = "does not ask")
  private boolean yes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    PhoneNumber parsed =
        PhoneNumber.parse(number)
            .orElseThrow(() ->
                new BadConfiguration(
                    "--number is not in E.164 form; write + and 7 to 15 digits, as in"
                        + " +15550001111"));
    PrintWriter out = spec.commandLine().getOut();
    if (!yes && !agreed()) {
      throw new BadConfiguration("nothing was deleted; give --yes, or answer yes on a terminal");
    }
    boolean deleted =
        Commands.on(data.folder, data.read(), operations -> operations.deleteAccount(parsed));
    if (!deleted) {
      throw new BadConfiguration("there is no account with that number; nothing was deleted");
    }
    out.println("Deleted the account of " + number + "; the number is free.");
    out.println(
        "Copies of database and keys folder that were made before still open its rows, until the next:"
            + " sealpost keys rotate --destroy-previous");
    out.flush();
    return 0;
  }

  private boolean agreed() {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console ->
            console.readLine(
                "Delete the account of %s and all that waits for it? [yes/no] ", number))
        .filter("yes"::equals)
        .isPresent();
  }
}
