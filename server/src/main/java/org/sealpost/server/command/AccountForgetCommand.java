package org.sealpost.server.command;

import java.io.PrintWriter;
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

/// `sealpost account forget`: erases what is kept of a deleted account, whether or not the server
/// runs.
@Command(
    name = "forget",
    description = {
      "Erases what is kept of a deleted account before its time: whoever registers the number next is"
          + " somebody else to everybody who knew the account.",
      "Works beside a running server and without one. registration.keepDeletedFor says how long it is"
          + " kept otherwise."
    },
    mixinStandardHelpOptions = true)
public final class AccountForgetCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--number",
      paramLabel = "+E164",
      required = true,
      description = "the number that the account had, as in +15550001111")
  private String number = "";

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
    boolean forgotten =
        Commands.on(data.folder, data.read(), operations -> operations.forgetAccount(parsed));
    if (!forgotten) {
      throw new BadConfiguration(
          "nothing is kept of a deleted account with that number; an account that lives is ended by:"
              + " sealpost account delete");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Forgot the deleted account of " + number + ".");
    out.println("Backups that were made before still have it, sealed, until they expire.");
    out.flush();
    return 0;
  }
}
