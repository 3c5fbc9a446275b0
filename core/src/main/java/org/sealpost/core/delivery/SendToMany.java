package org.sealpost.core.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.MultiRecipientMessage.AddressedDevice;
import org.sealpost.protocol.MultiRecipientMessage.Recipient;
import org.sealpost.protocol.Pieces;
import org.sealpost.protocol.ServiceId;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxStore;

/// Accepts one sealed message for the devices of several accounts. All recipients are checked
/// before anything is stored; then each account's envelopes are stored on their own, whole, several
/// accounts at a time. What a failure cut short its repeat completes: the same bytes are the same
/// envelopes, and what is queued is not stored again. What recipients share is read where the
/// request has it and first copied into what is sealed. Safe for any number of threads.
public final class SendToMany {
  /// How often a recipient is decided anew because its devices changed under it.
  private static final int MOST_DECISIONS = 5;

  private final AccountDirectory accounts;
  private final Deposit deposit;
  private final EnvelopeIds ids;
  private final DeliveryLimits limits;
  private final Clock clock;
  private final ManyDeposits manyDeposits;

  /// @param tasks runs what blocks on the store; virtual threads are meant
  public SendToMany(
      AccountDirectory accounts,
      InboxStore inboxes,
      Keyring keyring,
      EnvelopeIds ids,
      RecentEnvelopes recent,
      Wakeups wakeups,
      DeliveryLimits limits,
      Executor tasks,
      Clock clock) {
    this.accounts = accounts;
    this.deposit = new Deposit(inboxes, keyring, recent, wakeups, limits, clock);
    this.ids = ids;
    this.limits = limits;
    this.clock = clock;
    this.manyDeposits = new ManyDeposits(tasks);
  }

  /// Accepts or refuses one send.
  ///
  /// @param beforeStoring called once all is checked; what it throws ends the send
  /// @throws StorageUnavailable when the store could not take a part of it; sending the same again
  ///   is safe
  public MultiRecipientOutcome send(MultiRecipientSend send, Runnable beforeStoring) {
    if (send.message().contentBytes() > limits.maxContentBytes()) {
      return new MultiRecipientOutcome.TooLarge(limits.maxContentBytes());
    }
    List<Part> parts = new ArrayList<>();
    List<PartOutcome> refused = new ArrayList<>();
    for (Recipient recipient : send.message().recipients()) {
      Account account = send.recipients().get(recipient.id());
      if (account != null) {
        Part part = new Part(recipient, account, false);
        check(part).ifPresentOrElse(refused::add, () -> parts.add(part));
      }
    }
    if (!refused.isEmpty()) {
      // The accounts may have been a moment old: only those that are wrong still are refused.
      List<PartOutcome> still = new ArrayList<>();
      for (PartOutcome outcome : refused) {
        Optional<Part> fresh = outcome.part().refreshed(accounts);
        fresh
            .map(this::check)
            .orElse(Optional.of(new PartOutcome.Gone(outcome.part())))
            .ifPresentOrElse(still::add, () -> parts.add(fresh.orElseThrow()));
      }
      if (send.story()) {
        still.removeIf(PartOutcome.Gone.class::isInstance);
      }
      if (!still.isEmpty()) {
        return outcome(send, still);
      }
    }
    beforeStoring.run();
    return outcome(send, deliver(send, parts));
  }

  /// One recipient's share of a send.
  ///
  /// @param confirmed whether the account was read after the request arrived
  private record Part(Recipient recipient, Account account, boolean confirmed) {
    Optional<Part> refreshed(AccountDirectory accounts) {
      return accounts.refresh(recipient.id()).map(now -> new Part(recipient, now, true));
    }

    Map<Integer, Integer> addressed() {
      Map<Integer, Integer> addressed = new LinkedHashMap<>();
      recipient.devices().forEach(one -> addressed.put(one.id(), one.registrationId()));
      return addressed;
    }
  }

  private sealed interface PartOutcome {
    Part part();

    record Stored(Part part) implements PartOutcome {}

    record Mismatched(Part part, DeviceMismatch mismatch) implements PartOutcome {}

    record Gone(Part part) implements PartOutcome {}

    record Full(Part part) implements PartOutcome {}
  }

  private Optional<PartOutcome> check(Part part) {
    DeviceMismatch mismatch =
        DeviceCheck.compare(
            part.account().devices(), part.recipient().id().identityType(), part.addressed());
    return mismatch.isNone()
        ? Optional.empty()
        : Optional.of(new PartOutcome.Mismatched(part, mismatch));
  }

  private List<PartOutcome> deliver(MultiRecipientSend send, List<Part> parts) {
    long now = clock.millis();
    if (send.ephemeral()) {
      parts.forEach(part -> deposit.handOut(envelopes(send, part, now)));
      return List.of();
    }
    return manyDeposits.each(
        parts,
        part -> (long) part.recipient().devices().size() * send.message().contentBytes(),
        part -> store(send, part, now));
  }

  private PartOutcome store(MultiRecipientSend send, Part first, long now) {
    Part part = first;
    for (int decisions = 0; decisions < MOST_DECISIONS; decisions++) {
      Optional<PartOutcome> objection = check(part);
      if (objection.isPresent() && part.confirmed()) {
        return objection.get();
      }
      if (objection.isEmpty()) {
        switch (deposit.store(part.account(), part.confirmed(), envelopes(send, part, now))) {
          case STORED -> {
            return new PartOutcome.Stored(part);
          }
          case PRIMARY_FULL -> {
            return new PartOutcome.Full(part);
          }
          case UNCONFIRMED -> {}
        }
      }
      Optional<Part> fresh = part.refreshed(accounts);
      if (fresh.isEmpty()) {
        return new PartOutcome.Gone(part);
      }
      part = fresh.get();
    }
    throw new StorageUnavailable("a recipient's devices change faster than a send is decided");
  }

  private List<Outgoing> envelopes(MultiRecipientSend send, Part part, long now) {
    Pieces content = send.message().contentFor(part.recipient());
    long clientTimestamp = send.clientTimestamp() == 0 ? now : send.clientTimestamp();
    List<Outgoing> envelopes = new ArrayList<>();
    for (AddressedDevice addressed : part.recipient().devices()) {
      Device device = part.account().device(addressed.id()).orElseThrow();
      EnvelopeId id =
          ids.of(
              Optional.empty(),
              device.inbox(),
              part.recipient().id(),
              EnvelopeType.UNIDENTIFIED_SENDER,
              send.clientTimestamp(),
              send.ephemeral(),
              content);
      envelopes.add(
          new Outgoing(
              device,
              id,
              EnvelopeCodec.write(
                  id,
                  Optional.empty(),
                  part.recipient().id(),
                  EnvelopeType.UNIDENTIFIED_SENDER,
                  clientTimestamp,
                  now,
                  send.urgent(),
                  send.story(),
                  Optional.empty(),
                  content)));
    }
    return envelopes;
  }

  /// Devices that differ go before stale ones, and both before a full inbox.
  private MultiRecipientOutcome outcome(MultiRecipientSend send, List<PartOutcome> parts) {
    Map<ServiceId, DeviceMismatch> otherSet = new LinkedHashMap<>();
    Map<ServiceId, DeviceMismatch> stale = new LinkedHashMap<>();
    boolean gone = false;
    List<ServiceId> full = new ArrayList<>();
    for (PartOutcome outcome : parts) {
      ServiceId id = outcome.part().recipient().id();
      switch (outcome) {
        case PartOutcome.Stored _ -> {}
        case PartOutcome.Gone _ -> gone = true;
        case PartOutcome.Full _ -> full.add(id);
        case PartOutcome.Mismatched(Part _, DeviceMismatch mismatch) ->
            (mismatch.isAnotherSet() ? otherSet : stale).put(id, mismatch);
      }
    }
    if (gone && !send.story()) {
      return new MultiRecipientOutcome.RecipientGone();
    }
    if (!otherSet.isEmpty()) {
      return new MultiRecipientOutcome.DevicesMismatched(otherSet);
    }
    if (!stale.isEmpty()) {
      return new MultiRecipientOutcome.DevicesStale(stale);
    }
    return full.isEmpty()
        ? new MultiRecipientOutcome.Accepted()
        : new MultiRecipientOutcome.InboxFull(limits.inboxFullRetryAfter(), full);
  }
}
