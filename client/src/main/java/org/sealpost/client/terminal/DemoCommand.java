package org.sealpost.client.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost demo`: plays a [Demo] against a [DemoServer], and leaves nothing behind unless asked.
@Command(
    name = "demo",
    description = {
      "Starts a server of its own in a temporary folder and plays a conversation on it.",
      "Shows what the server held meanwhile, stops it, and leaves nothing behind."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--keep", description = "leaves the server running and says how to join in")
  private boolean keep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Screen screen = Screen.standard(spec.commandLine().getOut());
    long began = System.nanoTime();
    screen.line(
        screen.bold("Sealpost")
            + ": a server on this machine, two people, and what the server sees of them.");
    Distribution distribution = Distribution.running();
    DemoServer server = DemoServer.start(distribution);
    Thread cleanUp =
        Thread.ofPlatform().name("sealpost-demo-stop").unstarted(server::stopAndRemove);
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try (server;
        Demo demo = new Demo(screen, server)) {
      demo.play();
      demo.end();
      if (keep) {
        server.release();
        screen.line();
        explain(screen, distribution, server);
      } else {
        screen.progress("stopping the server");
        server.stop();
        demo.lookAtTheRemains();
        server.stopAndRemove();
        screen.line();
        screen.line(
            "  "
                + demo.textsSaid()
                + " messages, "
                + screen.good("all as promised")
                + ", in "
                + Screen.time(Duration.ofNanos(System.nanoTime() - began))
                + ". Nothing is left behind.");
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    } catch (CannotGoOn | IOException e) {
      return failed(CannotGoOn.sentence(e));
    }
  }

  private int failed(String why) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("sealpost: the demo could not go on: " + why);
    err.flush();
    return 1;
  }

  private static void explain(Screen screen, Distribution distribution, DemoServer server) {
    String call = distribution.callName();
    screen.line("  The server is still running (process " + server.pid() + "). To join in:");
    screen.line();
    screen.line("    " + call + " invite --number +15550100003 --data " + server.data());
    screen.line(
        "    "
            + call
            + " chat --profile "
            + server.profileFile()
            + " --state "
            + server.profileFile().resolveSibling("chat"));
    screen.line();
    screen.line(
        "  In the chat, give that number and the invite's code. A second person needs another"
            + " number and another --state.");
    screen.line(
        "  To stop it: kill "
            + server.pid()
            + screen.dim("   and remove " + server.profileFile().getParent()));
  }
}
