package org.sealpost.core.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.delivery.SendOutcome.Defect;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.Pieces;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxStore;

/// Accepts a message for every device of an account: checks that it is for the devices that there
/// are, stores one sealed envelope per device, all or none, and hands them to who is connected.
/// Safe for any number of threads; blocks until the envelopes are on stable storage.
public final class SendMessage {
  /// How often a send is decided anew because the recipient's devices changed under it.
  private static final int MOST_DECISIONS = 5;

  /// Wire interface, messages, B1: the largest date that JavaScript knows.
  private static final long LAST_TIMESTAMP = 8_640_000_000_000_000L;

  private final AccountDirectory accounts;
  private final Deposit deposit;
  private final EnvelopeIds ids;
  private final DeliveryLimits limits;
  private final Clock clock;

  public SendMessage(
      AccountDirectory accounts,
      InboxStore inboxes,
      Keyring keyring,
      EnvelopeIds ids,
      RecentEnvelopes recent,
      Wakeups wakeups,
      DeliveryLimits limits,
      Clock clock) {
    this.accounts = accounts;
    this.deposit = new Deposit(inboxes, keyring, recent, wakeups, limits, clock);
    this.ids = ids;
    this.limits = limits;
    this.clock = clock;
  }

  /// Accepts or refuses one send.
  ///
  /// @throws StorageUnavailable when the store cannot take it now. Unless it is a [StorageBusy],
  ///   whether it took it is unknown, and sending the same again is safe.
  public SendOutcome send(Send send) {
    return send(send, () -> {});
  }

  /// As the other.
  ///
  /// @param beforeStoring run once, when nothing stands against the send and before anything is
  ///   stored or handed out; what it throws ends the send
  public SendOutcome send(Send send, Runnable beforeStoring) {
    Optional<Defect> defect = defect(send);
    if (defect.isPresent()) {
      return new SendOutcome.InvalidMessages(defect.get());
    }
    // An account that was found may be a moment old. A send that it lets through is confirmed by
    // the append; one that it refuses is refused only by an account read after the send arrived.
    Account recipient = send.recipient();
    boolean confirmed = false;
    boolean begun = false;
    for (int decisions = 0; decisions < MOST_DECISIONS; decisions++) {
      Optional<SendOutcome> objection = objection(send, recipient);
      if (objection.isPresent() && confirmed) {
        return objection.get();
      }
      if (objection.isEmpty() && (confirmed || !send.messages().isEmpty())) {
        if (!begun) {
          beforeStoring.run();
          begun = true;
        }
        Optional<SendOutcome> outcome = deliver(send, recipient, confirmed);
        if (outcome.isPresent()) {
          return outcome.get();
        }
      }
      Optional<Account> now = accounts.refresh(send.destination());
      if (now.isEmpty()) {
        return new SendOutcome.RecipientGone();
      }
      recipient = now.get();
      confirmed = true;
    }
    throw new StorageUnavailable("the recipient's devices change faster than a send is decided");
  }

  /// What stands against the send, for the recipient as it names it; nothing is stored.
  public Optional<SendOutcome> objection(Send send) {
    return defect(send)
        .<SendOutcome>map(SendOutcome.InvalidMessages::new)
        .or(() -> objection(send, send.recipient()));
  }

  /// What is wrong with the request, whoever it is for.
  private static Optional<Defect> defect(Send send) {
    if (send.clientTimestamp() < 0 || send.clientTimestamp() > LAST_TIMESTAMP) {
      return Optional.of(Defect.TIMESTAMP);
    }
    Set<Integer> seen = new HashSet<>();
    for (DeviceMessage message : send.messages()) {
      if (EnvelopeType.ofNumber(message.type()).isEmpty()) {
        return Optional.of(Defect.TYPE);
      }
      if (message.deviceId() < DeviceAddress.PRIMARY
          || message.deviceId() > DeviceAddress.MAX_DEVICE_ID) {
        return Optional.of(Defect.DEVICE_ID);
      }
      if (!seen.add(message.deviceId())) {
        return Optional.of(Defect.DUPLICATE_DEVICE);
      }
      if (message.content().isEmpty()) {
        return Optional.of(Defect.NO_CONTENT);
      }
    }
    return Optional.empty();
  }

  /// What is wrong with the request for this account: devices first, then sizes.
  private Optional<SendOutcome> objection(Send send, Account recipient) {
    Optional<SendOutcome> mismatch = DeviceCheck.objection(send, recipient);
    boolean tooLarge =
        send.messages().stream()
            .anyMatch(message -> message.content().size() > limits.maxContentBytes());
    return mismatch.isEmpty() && tooLarge
        ? Optional.of(new SendOutcome.TooLarge(limits.maxContentBytes()))
        : mismatch;
  }

  /// Empty when the decision has to be made anew.
  private Optional<SendOutcome> deliver(Send send, Account recipient, boolean confirmed) {
    List<Outgoing> envelopes = envelopes(send, recipient);
    if (send.ephemeral()) {
      deposit.handOut(envelopes);
      return Optional.of(accepted(send));
    }
    return switch (deposit.store(recipient, confirmed, envelopes)) {
      case STORED -> Optional.of(accepted(send));
      case PRIMARY_FULL -> Optional.of(new SendOutcome.InboxFull(limits.inboxFullRetryAfter()));
      case UNCONFIRMED -> Optional.empty();
    };
  }

  /// One envelope for each message, in their order.
  private List<Outgoing> envelopes(Send send, Account recipient) {
    // A story goes without its sender, also when the sender said who it is (B4).
    Optional<DeviceAddress> source =
        send.story() ? Optional.empty() : send.sender().map(AuthenticatedDevice::address);
    long now = clock.millis();
    long clientTimestamp = send.clientTimestamp() == 0 ? now : send.clientTimestamp();
    List<Outgoing> envelopes = new ArrayList<>(send.messages().size());
    for (DeviceMessage message : send.messages()) {
      Device device = recipient.device(message.deviceId()).orElseThrow();
      EnvelopeType type = EnvelopeType.ofNumber(message.type()).orElseThrow();
      Pieces content = Pieces.of(message.content());
      EnvelopeId id =
          ids.of(
              source,
              device.inbox(),
              send.destination(),
              type,
              send.clientTimestamp(),
              send.ephemeral(),
              content);
      Pieces envelope =
          EnvelopeCodec.write(
              id,
              source,
              send.destination(),
              type,
              clientTimestamp,
              now,
              send.urgent(),
              send.story(),
              send.updatedPni(),
              content);
      envelopes.add(new Outgoing(device, id, envelope));
    }
    return envelopes;
  }

  private SendOutcome.Accepted accepted(Send send) {
    boolean hasOtherDevices =
        send.sender()
            .flatMap(sender -> accounts.find(sender.account().aci()))
            .map(account -> account.devices().size() > 1)
            .orElse(false);
    return new SendOutcome.Accepted(hasOtherDevices && !send.isSync());
  }
}
