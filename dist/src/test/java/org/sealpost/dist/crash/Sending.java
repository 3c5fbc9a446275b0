package org.sealpost.dist.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.dist.crash.History.Message;
import org.sealpost.dist.crash.History.Sent;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;

/// Somebody who sends one message after the other until the server is gone. What was not answered
/// by then is sent again at the next start, or given up. One thread at a time.
final class Sending {
  /// An account and all its devices.
  record Recipients(String account, List<FakeDevice> devices) {}

  private record Attempt(Message message, String account, Call call, int times) {}

  private final int sender;
  private final FakeDevice device;
  private final boolean sealed;
  private final List<Recipients> recipients;
  private final Contents contents;
  private final SplittableRandom random;
  private final List<Sent> sent = new ArrayList<>();
  private @Nullable Attempt open;
  private int number;

  /// @param sealed whether it sends without its name
  Sending(
      int sender,
      FakeDevice device,
      boolean sealed,
      List<Recipients> recipients,
      Contents contents,
      SplittableRandom random) {
    this.sender = sender;
    this.device = device;
    this.sealed = sealed;
    this.recipients = List.copyOf(recipients);
    this.contents = contents;
    this.random = random;
  }

  /// Everything that was ever tried, in order.
  List<Sent> sent() {
    giveUp();
    return List.copyOf(sent);
  }

  void sendUntilEnd(Round round) throws IOException {
    if (random.nextBoolean()) {
      giveUp();
    }
    while (!round.isOver()) {
      Attempt attempt = open == null ? next() : again(open);
      open = attempt;
      try {
        Reply reply = sealed ? device.anonymously(attempt.call) : device.tunnelled(attempt.call);
        if (reply.status() != 200) {
          throw new AssertionError(attempt.message + " was answered with " + reply.status());
        }
      } catch (IOException e) {
        if (round.isOver()) {
          return;
        }
        throw e;
      }
      sent.add(new Sent(attempt.message, attempt.account, true, attempt.times));
      open = null;
      round.answered();
    }
  }

  private void giveUp() {
    if (open != null) {
      sent.add(new Sent(open.message, open.account, false, open.times));
      open = null;
    }
  }

  private static Attempt again(Attempt open) {
    return new Attempt(open.message, open.account, open.call, open.times + 1);
  }

  private Attempt next() {
    Message message = new Message(sender, ++number);
    Recipients to = recipients.get(random.nextInt(recipients.size()));
    byte[] content = contents.of(message);
    FakeDevice[] devices = to.devices.toArray(FakeDevice[]::new);
    return new Attempt(
        message, to.account, sealed ? sealed(content, devices) : plain(content, devices), 1);
  }

  private static Call plain(byte[] content, FakeDevice... devices) {
    return FakeDevice.sendCall(
        devices[0].aci(),
        Arrays.stream(devices).map(device -> FakeDevice.message(device, content)).toList());
  }

  private static Call sealed(byte[] content, FakeDevice... devices) {
    List<OutgoingMessage> messages =
        Arrays.stream(devices)
            .map(device ->
                new OutgoingMessage(
                    6, device.deviceId(), device.keys().registrationId(), Bytes.copyOf(content)))
            .toList();
    return FakeDevice.sendCall(devices[0].aci(), messages)
        .with(
            "Unidentified-Access-Key",
            Base64.getEncoder().encodeToString(devices[0].accessKey().reveal()));
  }
}
