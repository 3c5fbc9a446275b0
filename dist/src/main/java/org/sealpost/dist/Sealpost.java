package org.sealpost.dist;

import java.io.PrintWriter;
import org.sealpost.client.terminal.ChatCommand;
import org.sealpost.client.terminal.DemoCommand;
import org.sealpost.server.command.AccountCommand;
import org.sealpost.server.command.ClientProfileCommand;
import org.sealpost.server.command.InviteCommand;
import org.sealpost.server.command.KeysCommand;
import org.sealpost.server.command.RestoreMarkCommand;
import org.sealpost.server.command.ServeCommand;
import org.sealpost.server.command.StorageCommand;
import org.sealpost.server.command.VersionCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `sealpost`. Without a subcommand it prints its help.
@Command(
    name = "sealpost",
    description = "A self-hosted end-to-end encrypted messaging server.",
    footer = {
      "",
      "First steps, the server in one terminal and the rest in another:",
      "  sealpost serve --data DIR",
      "  sealpost invite --data DIR --number +15550001111",
      "  sealpost client-profile --data DIR > profile.json",
      "  sealpost chat --profile profile.json",
      "",
      "sealpost COMMAND --help says more of each. In a clone of the source there are also:",
      "  ./sealpost test      runs the tests and the quality gates",
      "  ./sealpost bench     measures this build on this machine",
      "",
      "Exit status: 0 done; 1 it could not be done, and one sentence says why; 2 there is no such",
      "command or option."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      InviteCommand.class,
      ClientProfileCommand.class,
      AccountCommand.class,
      KeysCommand.class,
      StorageCommand.class,
      RestoreMarkCommand.class,
      ChatCommand.class,
      VersionCommand.class,
      HelpCommand.class
    },
    version = Sealpost.VERSION)
public final class Sealpost implements Runnable {
  static final String VERSION = "Sealpost 0.1.0-SNAPSHOT";

  @Spec private CommandSpec spec;

  private Sealpost() {}

  /// Ends the process with the subcommand's exit status.
  ///
  /// @param args as typed
  public static void main(String[] args) {
    Relaunch.withNativeLibraries();
    System.exit(commandLine().execute(args));
  }

  /// The command with its subcommands, in the order in which the help shows them.
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Sealpost());
    commands.getSubcommands().values().forEach(each -> each.getCommandSpec().version(VERSION));
    commands.setExecutionExceptionHandler((failure, command, _) -> {
      report(command.getErr(), failure);
      return command.getCommandSpec().exitCodeOnExecutionException();
    });
    return commands;
  }

  /// One sentence, never a stack trace: what went wrong is for the reader, where is for the log.
  private static void report(PrintWriter err, Throwable failure) {
    String message = failure.getMessage();
    err.println("sealpost: " + (message == null ? failure.getClass().getSimpleName() : message));
    err.flush();
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
