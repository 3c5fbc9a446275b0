package org.sealpost.client.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.proto.Envelope;
import org.signal.libsignal.metadata.certificate.CertificateValidator;

/// A device with the SDK's own sender, receiver and state, on a [PaperServer].
final class Party implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final ClientState state = ClientState.inMemory();
  final DeviceKeys keys;
  final Self self;
  final PaperServer.Device device;
  final Sender sender;
  final BlockingQueue<Incoming> handed = new LinkedBlockingQueue<>();
  final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
  final MovingClock clock = new MovingClock();
  final Disappearing disappearing;
  private final Receiver receiver;
  private final Handover handover;
  private long nextRequest;

  Party(PaperServer server, DeviceKeys keys, ServiceId.Aci aci, int deviceId) {
    this.keys = keys;
    this.self =
        new Self(
            new DeviceAddress(aci, deviceId),
            new ServiceId.Pni(UUID.randomUUID()),
            new PhoneNumber("+15550001111"),
            "password",
            keys.registrationId(),
            keys.pniRegistrationId(),
            keys.aciIdentity(),
            keys.pniIdentity(),
            Profiles.freshKey());
    state.begin(self, keys.aci(), keys.pni());
    this.device = server.add(self, keys);
    DeviceCipher cipher =
        new DeviceCipher(state, self, new CertificateValidator(server.trustRoot()));
    this.sender = new Sender(state, self, cipher, server.requestsOf(self), clock);
    this.receiver =
        new Receiver(
            state,
            self,
            cipher,
            clock,
            new Receiver.Events() {
              @Override
              public void stored() {
                handover.more();
                disappearing.wake();
              }

              @Override
              public void caughtUp() {}

              @Override
              public void failed(RuntimeException cause) {
                failures.add(cause);
              }
            });
    this.handover = new Handover(state, clock, handed::add, failures::add);
    this.disappearing = new Disappearing(state, self, clock, handover::more, failures::add);
    receiver.start();
    handover.start();
    disappearing.start();
  }

  static Party primary(PaperServer server) {
    return new Party(
        server, DeviceKeys.fresh(Instant.now()), new ServiceId.Aci(UUID.randomUUID()), 1);
  }

  Party linked(PaperServer server, int deviceId) {
    return new Party(
        server,
        DeviceKeys.forDevice(keys.aciIdentity(), keys.pniIdentity(), Instant.now()),
        self.aci(),
        deviceId);
  }

  Party publish(int count) {
    var ec = PreKeys.oneTime(PreKeys.randomId(), count);
    var kyber = PreKeys.oneTimeKyber(keys.aciIdentity(), PreKeys.randomId(), count, Instant.now());
    state.protocol(self, IdentityType.ACI).storeOneTime(ec, kyber);
    ec.forEach(key -> device.oneTime.add(PreKeys.onWire(key)));
    kyber.forEach(key -> device.kyber.add(PreKeys.onWire(key)));
    return this;
  }

  SendOutcome send(Party to, Message message) throws Exception {
    return send(to.self.aci(), message);
  }

  SendOutcome send(ServiceId to, Message message) throws Exception {
    byte[] content =
        ContentCodec.encode(message, Optional.of(Bytes.copyOf(self.profileKey().reveal())));
    return sender.send(to, content, System.currentTimeMillis(), Urgency.HIGH);
  }

  /// Takes what waits at the server and says what the application was given.
  List<Incoming> receive(int expected) throws Exception {
    while (!device.inbox.isEmpty()) {
      deliver(device.inbox.poll());
    }
    return awaitHanded(expected);
  }

  List<Incoming> awaitHanded(int expected) throws InterruptedException {
    List<Incoming> all = new ArrayList<>();
    while (all.size() < expected) {
      Incoming next = handed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException("only " + all.size() + " of " + expected + " came");
      }
      all.add(next);
    }
    return all;
  }

  /// Waits until the application has been handed everything; what it was handed is forgotten then.
  boolean leavesNothingUnhandled() throws InterruptedException {
    // An envelope is answered before the handover hears of it: idle may still be from before.
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!state.unhandled(1).isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.onSpinWait();
    }
    return handover.awaitIdle(PATIENCE);
  }

  /// One envelope, pushed and waited for until it is acknowledged.
  void deliver(Envelope envelope) throws InterruptedException {
    if (!push(envelope).await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the envelope was not acknowledged");
    }
  }

  /// One envelope, pushed; the latch opens when it is answered.
  CountDownLatch push(Envelope envelope) {
    long id = ++nextRequest;
    CountDownLatch answered = new CountDownLatch(1);
    receiver.accept(
        (answeredId, status, _) -> {
          acknowledged.add(status == 200 ? answeredId : -answeredId);
          answered.countDown();
        },
        new IncomingRequest(
            id, "PUT", IncomingRequest.MESSAGE, Map.of(), Bytes.wrap(envelope.toByteArray())));
    return answered;
  }

  @Override
  public void close() {
    disappearing.close();
    receiver.close();
    handover.close();
    state.close();
  }
}
