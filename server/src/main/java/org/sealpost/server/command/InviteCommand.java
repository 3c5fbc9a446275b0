package org.sealpost.server.command;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sealpost.config.BadConfiguration;
import org.sealpost.core.accounts.Invite;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost invite`: makes an invite, whether or not the server runs. The code is shown this once.
@Command(
    name = "invite",
    description = {
      "Makes an invite: a code with which a number can be registered, once, before it expires.",
      "The code is shown this once. Works beside a running server and without one."
    },
    mixinStandardHelpOptions = true)
public final class InviteCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm z");

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--number",
      paramLabel = "+E164",
      required = true,
      description = "the number, as in +15550001111")
  private String number = "";

  @Option(names = "--quiet", description = "prints the code alone")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    Optional<PhoneNumber> parsed = PhoneNumber.parse(number);
    if (parsed.isEmpty()) {
      throw new BadConfiguration(
          "--number is not in E.164 form; write + and 7 to 15 digits, as in +15550001111");
    }
    Invite invite =
        Commands.on(data.folder, data.read(), operations -> operations.invite(parsed.get()));
    PrintWriter out = spec.commandLine().getOut();
    if (quiet) {
      out.println(invite.code());
    } else {
      out.println("code     " + invite.code());
      out.println("number   " + number);
      out.println("expires  " + local(invite.expiresAt()));
      if (invite.replacesAccount()) {
        spec.commandLine()
            .getErr()
            .println(
                "This number has an account: whoever uses the code takes it over, and its devices"
                    + " are signed out.");
        spec.commandLine().getErr().flush();
      }
    }
    out.flush();
    return 0;
  }

  private static String local(Instant time) {
    return TIME.format(time.atZone(ZoneId.systemDefault()));
  }
}
