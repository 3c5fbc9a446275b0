package org.sealpost.server.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dropwizard.logging.common.AbstractAppenderFactory;
import io.dropwizard.logging.common.BootstrapLogging;
import io.dropwizard.logging.common.ConsoleAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.json.EventJsonLayoutBaseFactory;
import java.io.Console;
import java.util.List;
import java.util.Map;
import org.sealpost.config.LoggingConfig;

/// Sets the process's logging up: our own loggers at the configured level, everybody else's at
/// `INFO` or above, so that no library writes bytes it was handed (design section 9). Text on a
/// terminal, JSON otherwise.
public final class Logging {
  private Logging() {}

  /// Before the configuration is known: warnings, as text.
  public static void bootstrap() {
    BootstrapLogging.bootstrap(Level.WARN);
  }

  public static void configure(LoggingConfig config) {
    ConsoleAppenderFactory<ILoggingEvent> console = new ConsoleAppenderFactory<>();
    console.setTarget(ConsoleAppenderFactory.ConsoleStream.STDERR);
    form(console, isJson(config));
    DefaultLoggingFactory logging = new DefaultLoggingFactory();
    logging.setLevel(config.level() == LoggingConfig.Level.DEBUG ? "INFO" : config.level().name());
    logging.setLoggers(
        Map.of(
            "org.sealpost",
            TextNode.valueOf(config.level().name()),
            "org.eclipse.jetty",
            TextNode.valueOf("WARN"),
            // Warns with the path of the request, which may name an account.
            "org.eclipse.jetty.ee10.servlet",
            TextNode.valueOf("OFF")));
    logging.setAppenders(List.of(console));
    logging.configure(new MetricRegistry(), "sealpost");
  }

  @SuppressWarnings("SystemConsoleNull") // it may be, says its documentation
  private static boolean isJson(LoggingConfig config) {
    return switch (config.format()) {
      case JSON -> true;
      case TEXT -> false;
      case AUTO -> {
        Console console = System.console();
        yield console == null || !console.isTerminal();
      }
    };
  }

  private static void form(AbstractAppenderFactory<ILoggingEvent> appender, boolean json) {
    if (json) {
      appender.setLayout(new EventJsonLayoutBaseFactory());
    } else {
      appender.setLogFormat("%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg%n%ex");
    }
  }
}
