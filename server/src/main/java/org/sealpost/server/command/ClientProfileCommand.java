package org.sealpost.server.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.boot.Operations;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sealpost client-profile`: what a client must be configured with, as JSON.
@Command(
    name = "client-profile",
    description = {
      "Prints what a client needs to know of this server, as JSON: address, CA, public keys.",
      "Nothing in it is secret. Works beside a running server and without one."
    },
    mixinStandardHelpOptions = true)
public final class ClientProfileCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        WireJson.writePretty(Commands.on(data.folder, data.read(), Operations::clientProfile)));
    out.flush();
    return 0;
  }
}
