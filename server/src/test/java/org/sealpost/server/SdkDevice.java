package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.sealpost.client.Enrolment;
import org.sealpost.client.Mailbox;
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
  private final Mailbox mailbox = new Mailbox();
  private volatile boolean refusing;
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
    refusing = refuse;
  }

  private void hand(Incoming incoming) {
    if (refusing) {
      throw new IllegalStateException("the application is not able to");
    }
    mailbox.accept(incoming);
  }

  <T extends Incoming> T await(Class<T> kind) throws InterruptedException {
    return mailbox.take(kind, PATIENCE).orElseThrow();
  }

  /// Everything that was handed over and not looked at yet.
  List<Incoming> takeAll() {
    return mailbox.takeAll();
  }

  /// The texts that were handed over and not looked at yet, in order.
  List<String> takeTexts() {
    return mailbox.takeAll().stream()
        .filter(Incoming.Text.class::isInstance)
        .map(each -> ((Incoming.Text) each).body())
        .toList();
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
