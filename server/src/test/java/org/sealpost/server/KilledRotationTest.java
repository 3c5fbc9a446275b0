package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.atrest.RotationPiece;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.server.boot.CannotStart;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.boot.Operations;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.storage.Storage;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.sqlite.SqliteConfig;
import org.sealpost.storage.sqlite.SqliteStorage;

/// `kill -9` of a server while it rotates its store keys and destroys the older ones, at another
/// moment each time: every data key opens after each, and what waited is delivered in the end.
/// `sealpost.crash.seed` plays the moments again.
@Timeout(600)
class KilledRotationTest {
  private static final AssociatedData PLACE = new AssociatedData("owner", "row", "field");
  private static final byte[] VALUE = {1, 2, 3};
  private static final int KEYS = 300;
  private static final int KILLS = 6;
  private static final int MOST_NANOS = 20_000_000;

  @TempDir private Path folder;
  private Path data;
  private Path file;

  @BeforeEach
  void configure() throws IOException {
    data = folder.resolve("data");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      file =
          Files.writeString(
              folder.resolve("sealpost.yml"), "listener: {port: " + free.getLocalPort() + "}\n");
    }
  }

  private SealpostConfig config() {
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }

  @Test
  void everyDataKeyOpensAfterEachKillAndNothingIsLost() throws Exception {
    long seed = Long.getLong("sealpost.crash.seed", new SecureRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    try (TestServer server = TestServer.start(data, _ -> config())) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register();
      assertThat(alice.sendText("waits", bob).status()).isEqualTo(200);
      server.server().close();

      Map<Aci, Bytes> sealed = makeOwners();
      int finished = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        finished += rotateUntilKilled(1 + kill, random) ? 1 : 0;
        assertAllOpen(sealed, seed);
      }
      System.out.printf(
          "figure: a server that rotates was killed %d times, %d rotations had ended by then%n",
          KILLS, finished);

      try (TestServer _ = TestServer.start(data, _ -> config())) {
        Commands.on(data, config(), operations -> rotate(operations, new AtomicInteger()));
        bob.connect();
        assertThat(bob.awaitEnvelopes(1))
            .extracting(ReceivedEnvelope::text)
            .containsExactly("waits");
      }
      KeysFolder keys = assertAllOpen(sealed, seed);
      int newest = keys.keys().storeKeys().newest();
      assertThat(keys.rotation()).isEmpty();
      assertThat(data.resolve("keys").toFile().list())
          .filteredOn(name -> name.startsWith("store-key") || name.equals("rotation"))
          .containsExactly("store-key." + newest);
    }
  }

  private KeysFolder keys() {
    SecureRandom random = new SecureRandom();
    return KeysFolder.open(data.resolve("keys"), KeysFolder.keyInFolder(random), random);
  }

  private Storage storage() {
    return SqliteStorage.open(SqliteConfig.at(data.resolve("sealpost.db")));
  }

  /// Of so many accounts a rotation has several pieces.
  private Map<Aci, Bytes> makeOwners() {
    Map<Aci, Bytes> sealed = new LinkedHashMap<>();
    try (Storage storage = storage()) {
      StoredKeyring keyring =
          new StoredKeyring(storage.dataKeys(), keys().keys().storeKeys(), new SecureRandom(), 16);
      for (int i = 0; i < KEYS; i++) {
        Aci aci = new Aci(UUID.randomUUID());
        StoredKeyring.NewAccountKey key = keyring.makeFor(aci);
        storage.dataKeys().putIfAbsent(new KeyOwner.OfAccount(aci), key.wrapped());
        sealed.put(aci, key.sealer().seal(PLACE, VALUE));
      }
    }
    return sealed;
  }

  private KeysFolder assertAllOpen(Map<Aci, Bytes> sealed, long seed) {
    KeysFolder keys = keys();
    try (Storage storage = storage()) {
      StoredKeyring keyring =
          new StoredKeyring(storage.dataKeys(), keys.keys().storeKeys(), new SecureRandom(), 16);
      sealed.forEach((aci, value) ->
          assertThat(keyring.ofAccount(aci).open(PLACE, value))
              .as("seed %d", seed)
              .isEqualTo(VALUE));
    }
    return keys;
  }

  /// As the command does.
  private static boolean rotate(Operations operations, AtomicInteger answers) {
    operations.beginRotation(true);
    answers.incrementAndGet();
    while (!(operations.continueRotation() instanceof RotationPiece.Finished)) {
      answers.incrementAndGet();
    }
    answers.incrementAndGet();
    return true;
  }

  /// True when the rotation had ended before.
  private boolean rotateUntilKilled(int answersBefore, SplittableRandom random) throws Exception {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ServerChild.class.getName(),
                file.toString(),
                data.toString())
            .redirectErrorStream(true)
            .start();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        BufferedReader said =
            new BufferedReader(
                new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      awaitReady(said);
      Future<?> rest = threads.submit(() -> said.lines().forEach(_ -> {}));
      AtomicInteger answers = new AtomicInteger();
      Future<Boolean> rotation =
          threads.submit(() -> {
            try {
              return Commands.on(data, config(), operations -> rotate(operations, answers));
            } catch (CannotStart e) {
              return false; // it broke off
            }
          });
      while (answers.get() < answersBefore && !rotation.isDone()) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      // Not a wait for anything: the moment of the kill.
      LockSupport.parkNanos(random.nextInt(MOST_NANOS));
      server.destroyForcibly().waitFor();
      rest.get();
      return rotation.get();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static void awaitReady(BufferedReader said) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
      assertThat(line).as("the server did not start: %s", all).isNotNull();
      all.append(line).append('\n');
    }
  }
}
