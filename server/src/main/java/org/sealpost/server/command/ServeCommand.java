package org.sealpost.server.command;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.sealpost.config.BadConfiguration;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost serve`: runs the server until it is told to stop (SIGTERM, SIGINT). When it takes
/// requests it prints one line to standard output, and nothing else ever:
///
/// ```
/// sealpost ready on https://127.0.0.1:8443 in 2.1 s
/// ```
@Command(
    name = "serve",
    description = {
      "Runs the server until it is stopped (Ctrl-C, SIGTERM). The first start makes its folder, keys"
          + " and certificate.",
      "It takes requests when it prints: sealpost ready on https://..."
    },
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "port to listen on; 0 takes any free one (default: listener.port, 8443)")
  private @Nullable Integer port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Logging.bootstrap();
    SealpostConfig config = data.read();
    if (port != null) {
      if (port < 0 || port > 65_535) {
        throw new BadConfiguration("--port is " + port + "; use 0 to 65535");
      }
      config = config.withPort(port);
    }
    Logging.configure(config.logging());
    CountDownLatch stopped = new CountDownLatch(1);
    SealpostServer server = SealpostServer.start(config, data.folder);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  server.close();
                  stopped.countDown();
                }));
    PrintWriter out = spec.commandLine().getOut();
    out.println(ready(server.url()));
    out.flush();
    stopped.await();
    return 0;
  }

  private static String ready(String url) {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    double seconds = (System.currentTimeMillis() - started) / 1000.0;
    return String.format(Locale.ROOT, "sealpost ready on %s in %.1f s", url, seconds);
  }
}
