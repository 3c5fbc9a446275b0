package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.client.Enrolment;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.connection.ConnectionState;
import org.sealpost.client.linking.LinkOutcome;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.KeyCount;

/// A device on the SDK with its state in a file, and what it was handed.
final class SdkDevice implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestServer server;
  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Incoming> handed = new ArrayList<>();
  private boolean refusing;
  private ClientState state;
  private SealpostClient client;

  private SdkDevice(TestServer server, Path file, ClientState state) {
    this.server = server;
    this.file = file;
    this.state = state;
    this.client = SealpostClient.open(server.service(), state, Clock.systemUTC(), this::hand);
  }

  static SdkDevice register(TestServer server, Path file, PhoneNumber number) throws IOException {
    ClientState state = ClientState.open(file);
    RegistrationOutcome outcome =
        Enrolment.register(
            server.service(), state, number, server.invite(number), Clock.systemUTC());
    assertThat(outcome).isInstanceOf(RegistrationOutcome.Registered.class);
    return new SdkDevice(server, file, state);
  }

  static RegistrationOutcome tryToRegister(
      TestServer server, Path file, PhoneNumber number, String code) throws IOException {
    try (ClientState state = ClientState.open(file)) {
      return Enrolment.register(server.service(), state, number, code, Clock.systemUTC());
    }
  }

  static SdkDevice link(TestServer server, Path file, NewDevice device) throws IOException {
    ClientState state = ClientState.open(file);
    assertThat(Enrolment.link(device, state, "tablet", PATIENCE))
        .isInstanceOf(LinkOutcome.Linked.class);
    return new SdkDevice(server, file, state);
  }

  SealpostClient client() {
    return client;
  }

  ServiceId.Aci aci() {
    return client.aci();
  }

  SdkDevice online() throws InterruptedException {
    client.goOnline();
    assertThat(client.awaitCaughtUp(PATIENCE)).isTrue();
    return this;
  }

  /// Ends the client and begins another on the same file.
  void restart() throws IOException {
    close();
    state = ClientState.open(file);
    client = SealpostClient.open(server.service(), state, Clock.systemUTC(), this::hand);
  }

  /// Whether the application fails with everything it is handed.
  void refuseToHandle(boolean refuse) {
    lock.lock();
    try {
      refusing = refuse;
    } finally {
      lock.unlock();
    }
  }

  private void hand(Incoming incoming) {
    lock.lock();
    try {
      if (refusing) {
        throw new IllegalStateException("the application is not able to");
      }
      handed.add(incoming);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  <T extends Incoming> T await(Class<T> kind) throws InterruptedException {
    lock.lock();
    try {
      long nanos = PATIENCE.toNanos();
      while (true) {
        for (Incoming each : handed) {
          if (kind.isInstance(each)) {
            handed.remove(each);
            return kind.cast(each);
          }
        }
        assertThat(nanos).as("time left to wait for " + kind.getSimpleName()).isPositive();
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The texts that were handed over and not looked at yet, in order.
  List<String> takeTexts() {
    lock.lock();
    try {
      List<String> texts =
          handed.stream()
              .filter(Incoming.Text.class::isInstance)
              .map(each -> ((Incoming.Text) each).body())
              .toList();
      handed.clear();
      return texts;
    } finally {
      lock.unlock();
    }
  }

  KeyCount keyCount() throws IOException {
    Call ask = Call.get("/v2/keys?identity=aci");
    return server
        .service()
        .call(ask, client.self().credentials())
        .orThrow(ask)
        .json(KeyCount.class);
  }

  /// Waits until the client's connection is in this state.
  boolean awaitState(ConnectionState wanted) throws InterruptedException {
    return client.awaitConnection(wanted, PATIENCE);
  }

  @Override
  public void close() {
    client.close();
    state.close();
  }
}
