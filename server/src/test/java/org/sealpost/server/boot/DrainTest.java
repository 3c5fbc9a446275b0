package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.SocketEvents;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.server.ops.Logging;

/// A server that is told to stop answers what it has begun, over both transports.
class DrainTest {
  private static final long PATIENCE_SECONDS = 30;

  @TempDir private Path folder;

  private final CountDownLatch sealing = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean held;

  /// Seals as ever, but waits in the middle of a request while the test holds it.
  private final class Held implements Sealer {
    private final Sealer real;

    Held(SecretBytes key) {
      this.real = new DataKey(key, new SecureRandom());
    }

    @Override
    public Bytes seal(AssociatedData context, byte[] plaintext) {
      if (held) {
        sealing.countDown();
        try {
          assertThat(goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return real.seal(context, plaintext);
    }

    @Override
    public byte[] open(AssociatedData context, Bytes sealed) {
      return real.open(context, sealed);
    }
  }

  private interface Sending {
    Reply send(FakeDevice from, FakeDevice to) throws IOException;
  }

  @Test
  void aRequestInASocketIsAnsweredBeforeTheSocketCloses() throws Exception {
    check((alice, bob) -> alice.sendText("late", bob));
  }

  @Test
  void aRequestOverHttpIsAnsweredBeforeTheConnectionCloses() throws Exception {
    check((alice, bob) -> alice.sendOverHttp(new byte[] {1}, bob));
  }

  private void check(Sending sending) throws Exception {
    Logging.bootstrap();
    SealpostConfig config = SealpostConfig.defaults(SealpostServer.standardLimits()).withPort(0);
    SealpostServer server =
        SealpostServer.start(config, folder.resolve("data"), Optional.of(Held::new));
    try (Service service =
            new Service(Commands.on(server.folder(), config, Operations::clientProfile));
        FakeAccounts accounts =
            new FakeAccounts(
                service,
                number ->
                    Commands.on(server.folder(), config, operations -> operations.invite(number))
                        .code())) {
      FakeDevice bob = accounts.register();
      FakeDevice alice = accounts.register().connect();
      held = true;
      CompletableFuture<Reply> reply =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return sending.send(alice, bob);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              DrainTest::start);
      assertThat(sealing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close, DrainTest::start);
      awaitStopping(service);
      goOn.countDown();
      assertThat(reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS).status()).isEqualTo(200);
      stopped.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      goOn.countDown();
      server.close();
    }
  }

  /// Not in the common pool: on two cores it has one thread, and the HTTP client wants it too.
  private static void start(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  /// Returns when nobody is let in any more.
  private static void awaitStopping(Service service) {
    boolean letIn = true;
    while (letIn) {
      try {
        service.connectAnonymously(SocketEvents.NONE).close();
      } catch (IOException e) {
        letIn = false;
      }
    }
  }
}
