package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.SealedForMany;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Service;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.ops.Logging;
import org.slf4j.LoggerFactory;

/// Somebody writes with an account and then, on the same machine, sealed. With every logger as
/// verbose as may be, what both leave is the same for everybody: nothing names a connection, an
/// address or a thread by which the two could be joined.
class SealedSendsAreNotJoinedTest {
  private static final byte[] CONTENT = "sealed".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  /// What is logged: message, exception, thread and context.
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      String trace =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      all.add(
          "%s|%s|%s|%s%s"
              .formatted(
                  event.getLoggerName(),
                  event.getThreadName(),
                  event.getMDCPropertyMap(),
                  event.getFormattedMessage(),
                  trace));
    }
  }

  @Test
  void whatASealedSendLeavesIsTheSameForEverybody() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("sealpost.yml"),
            "listener: {port: 0}\nlogging: {level: debug, format: text, requests: all}\n");
    SealpostConfig config = SealpostConfig.read(file, SealpostServer.standardLimits());
    Path data = folder.resolve("data");
    Logging.configure(config.logging());
    Lines lines = new Lines();
    var root =
        (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    lines.setContext(root.getLoggerContext());
    lines.start();
    try (SealpostServer _ = SealpostServer.start(config, data);
        Service service = new Service(Commands.on(data, config, Operations::clientProfile));
        FakeAccounts accounts =
            new FakeAccounts(
                service,
                number ->
                    Commands.on(data, config, operations -> operations.invite(number)).code());
        Service elsewhere = new Service(Commands.on(data, config, Operations::clientProfile))) {
      FakeDevice alice = accounts.register();
      FakeDevice mallory = accounts.register();
      FakeDevice bob = accounts.register();
      FakeDevice carol = accounts.register();
      root.addAppender(lines);

      alice.send(CONTENT, bob);
      mallory.tunnelled(Call.get("/v1/accounts/whoami"));
      int before = lines.all.size();
      alice.sendSealed(CONTENT, bob);
      alice.anonymously(SealedForMany.call(CONTENT, bob, carol));
      int between = lines.all.size();
      mallory.onService(elsewhere).sendSealed(CONTENT, bob);
      mallory.onService(elsewhere).anonymously(SealedForMany.call(CONTENT, bob, carol));

      List<String> ofAlice = form(lines.all.subList(before, between));
      List<String> ofMallory = form(lines.all.subList(between, lines.all.size()));
      assertThat(ofAlice)
          .as("logging was on")
          .contains(
              "org.sealpost.requests|task-N|{}|PUT /v1/messages/{serviceId} 200 N ms",
              "org.sealpost.requests|task-N|{}|PUT /v1/messages/multi_recipient 200 N ms");
      assertThat(ofAlice).isEqualTo(ofMallory);
      assertThat(requests(lines.all))
          .extracting(line -> line.split("\\|", -1)[1])
          .as("each request has a thread of its own")
          .doesNotHaveDuplicates();
      String text = String.join("\n", lines.all);
      assertThat(text)
          .doesNotContain("127.0.0.1", "7f000001")
          .doesNotContain(alice.aci().text(), bob.aci().text(), carol.aci().text());
    } finally {
      root.detachAppender(lines);
      lines.stop();
    }
  }

  private static List<String> requests(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("org.sealpost.requests|")).toList();
  }

  /// Our own lines, without how long anything took and which of the threads it was.
  private static List<String> form(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("org.sealpost."))
        .filter(line -> !line.startsWith("org.sealpost.audit.log.Sequencer|")) // by the clock
        .map(line -> line.replaceAll(" [0-9]+ ms", " N ms").replaceAll("task-[0-9]+", "task-N"))
        .toList();
  }
}
