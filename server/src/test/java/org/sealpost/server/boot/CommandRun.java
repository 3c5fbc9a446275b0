package org.sealpost.server.boot;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.sealpost.server.command.AccountCommand;
import org.sealpost.server.command.KeysCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What a command of an administrator said.
record CommandRun(int status, String text) {
  @Command(
      name = "sealpost",
      subcommands = {AccountCommand.class, KeysCommand.class})
  private static final class Root {}

  static CommandRun of(Object... arguments) {
    CommandLine line = new CommandLine(new Root());
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    line.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println(failure.getMessage());
      return 1;
    });
    int status = line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new CommandRun(status, text.toString());
  }
}
