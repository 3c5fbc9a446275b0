package org.sealpost.client.terminal;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.sealpost.client.Enrolment;
import org.sealpost.client.Mailbox;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.linking.LinkOutcome;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.PhoneNumber;

/// One device of the demonstration: the SDK with its state in memory, and what it was handed.
final class DemoPerson implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final ClientState state;
  private final Mailbox mailbox = new Mailbox();
  private final SealpostClient client;

  private DemoPerson(String name, Service service, ClientState state) {
    this.name = name;
    this.state = state;
    this.client = SealpostClient.open(service, state, Clock.systemUTC(), mailbox);
  }

  static DemoPerson register(String name, Service service, PhoneNumber number, String code)
      throws IOException {
    ClientState state = ClientState.inMemory();
    RegistrationOutcome outcome =
        Enrolment.register(service, state, number, code, Clock.systemUTC());
    if (!(outcome instanceof RegistrationOutcome.Registered)) {
      throw new CannotGoOn(name + " could not register: " + outcome);
    }
    return new DemoPerson(name, service, state);
  }

  /// A further device, once the primary has approved it.
  static DemoPerson link(String name, Service service, NewDevice device) throws IOException {
    ClientState state = ClientState.inMemory();
    LinkOutcome outcome = Enrolment.link(device, state, name, PATIENCE);
    if (!(outcome instanceof LinkOutcome.Linked)) {
      throw new CannotGoOn(name + " could not be linked: " + outcome);
    }
    return new DemoPerson(name, service, state);
  }

  String name() {
    return name;
  }

  SealpostClient client() {
    return client;
  }

  void comeOnline() throws InterruptedException {
    client.goOnline();
    if (!client.awaitCaughtUp(PATIENCE)) {
      throw new CannotGoOn(name + " was not told the end of the backlog");
    }
  }

  SendOutcome.Sent send(DemoPerson to, String text) throws IOException {
    return send(to, text, List.of());
  }

  SendOutcome.Sent send(DemoPerson to, String text, List<AttachmentPointer> files)
      throws IOException {
    return sent(client.messages().sendText(to.client.aci(), text, files), to);
  }

  SendOutcome.Sent takeBack(DemoPerson to, long sentAt) throws IOException {
    return sent(client.messages().deleteForEveryone(to.client.aci(), sentAt), to);
  }

  private SendOutcome.Sent sent(SendOutcome outcome, DemoPerson to) {
    if (outcome instanceof SendOutcome.Sent sent) {
      return sent;
    }
    throw new CannotGoOn(name + " could not send to " + to.name + ": " + outcome);
  }

  /// Waits for the next thing of this kind and takes it; others stay.
  <T extends Incoming> T await(Class<T> kind) throws InterruptedException {
    return mailbox
        .take(kind, PATIENCE)
        .orElseThrow(() -> new CannotGoOn(name + " waited for something that did not come"));
  }

  /// Waits until that many texts were said to have arrived; one receipt may stand for several.
  void awaitReceipts(int texts) throws InterruptedException {
    int delivered = 0;
    while (delivered < texts) {
      delivered += await(Incoming.Receipt.class).sentAt().size();
    }
  }

  /// How many texts were handed over and not looked at yet.
  long textsLeft() {
    return mailbox.takeAll().stream().filter(Incoming.Text.class::isInstance).count();
  }

  @Override
  public void close() {
    client.close();
    state.close();
  }
}
