package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.ops.Logging;
import org.slf4j.LoggerFactory;

/// What `serve` warns of at start as the keys lie.
class KeysWarningTest {
  private static final String BESIDE = "the key that opens the store lies beside it";

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  /// Starts and stops a server; what its keys made it warn of.
  private List<String> warnings(String keys) throws IOException {
    Logging.bootstrap();
    Path file =
        Files.writeString(
            folder.resolve("sealpost.yml"), "listener: {port: 0}\nkeys: {" + keys + "}\n");
    SealpostConfig config = SealpostConfig.read(file, SealpostServer.standardLimits());
    Logging.configure(config.logging());
    Logger log = (Logger) LoggerFactory.getLogger(KeysModule.class);
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    log.addAppender(heard);
    try {
      SealpostServer.start(config, data()).close();
    } finally {
      log.detachAppender(heard);
    }
    return heard.list.stream()
        .filter(event -> event.getLevel() == ch.qos.logback.classic.Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void theDefaultIsWarnedOfAtEveryStart() throws IOException {
    for (int start = 0; start < 2; start++) {
      assertThat(warnings("")).singleElement().asString().contains(BESIDE, data().toString());
    }
    assertThat(warnings("file: keys/provider.key")).singleElement().asString().contains(BESIDE);
  }

  @Test
  void aKeyOnAnotherMountIsNotButOneThatStayedBehindIs() throws IOException {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    warnings("");
    Files.copy(data().resolve("keys/provider.key"), mount.resolve("provider.key"));
    String elsewhere = "file: " + mount.resolve("provider.key");

    assertThat(warnings(elsewhere))
        .singleElement()
        .asString()
        .contains(data().resolve("keys/provider.key").toString(), "destroy it");
    Files.delete(data().resolve("keys/provider.key"));
    assertThat(warnings(elsewhere)).isEmpty();
  }

  @Test
  void aRotationThatWasInterruptedIsRemindedOf() throws IOException {
    warnings("");
    SealpostConfig config = SealpostConfig.defaults(SealpostServer.standardLimits());
    Commands.on(data(), config, operations -> operations.beginRotation(false));
    assertThat(warnings("")).anyMatch(text -> text.contains("go on with: sealpost keys rotate"));
    Commands.on(data(), config, Operations::continueRotation);
    Commands.on(data(), config, Operations::continueRotation);
    assertThat(warnings("")).noneMatch(text -> text.contains("rotate"));
  }
}
