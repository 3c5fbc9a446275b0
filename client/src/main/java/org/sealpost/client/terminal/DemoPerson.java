package org.sealpost.client.terminal;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.client.Enrolment;
import org.sealpost.client.SealpostClient;
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
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Incoming> handed = new ArrayList<>();
  private final SealpostClient client;

  private DemoPerson(String name, Service service, ClientState state) {
    this.name = name;
    this.state = state;
    this.client = SealpostClient.open(service, state, Clock.systemUTC(), this::hand);
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
    return sent(client.sendText(to.client.aci(), text), to);
  }

  SendOutcome.Sent takeBack(DemoPerson to, long sentAt) throws IOException {
    return sent(client.deleteForEveryone(to.client.aci(), sentAt), to);
  }

  private SendOutcome.Sent sent(SendOutcome outcome, DemoPerson to) {
    if (outcome instanceof SendOutcome.Sent sent) {
      return sent;
    }
    throw new CannotGoOn(name + " could not send to " + to.name + ": " + outcome);
  }

  private void hand(Incoming incoming) {
    lock.lock();
    try {
      handed.add(incoming);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next thing of this kind and takes it; others stay.
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
        if (nanos <= 0) {
          throw new CannotGoOn(name + " waited for something that did not come");
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until that many texts were said to have arrived; one receipt may stand for several.
  void awaitReceipts(int texts) throws InterruptedException {
    int delivered = 0;
    while (delivered < texts) {
      delivered += await(Incoming.Delivered.class).sentAt().size();
    }
  }

  /// The texts that were handed over and not looked at yet.
  int textsLeft() {
    lock.lock();
    try {
      return (int) handed.stream().filter(Incoming.Text.class::isInstance).count();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    client.close();
    state.close();
  }
}
