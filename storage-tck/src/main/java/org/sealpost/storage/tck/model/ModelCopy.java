package org.sealpost.storage.tck.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.SealedPreKey;

/// The model read from its beginning to its end, or filled; over the data of a [ModelStorage] that
/// is closed. A place is how many records of the section were read.
public class ModelCopy implements CopyTarget {
  private final ModelData data;

  /// To copy from: a whole store.
  public static CopySource source(ModelData data) {
    data.openAsSource();
    return new ModelCopy(data, () -> {});
  }

  /// @param beforeCommit run before every write
  public ModelCopy(ModelData data, Runnable beforeCommit) {
    this.data = data;
    data.openForCopy(beforeCommit);
  }

  @Override
  public String name() {
    return data.name;
  }

  @Override
  public CopyPage read(CopyCursor from, int max, long maxBytes) {
    int begin = from.place().isEmpty() ? 0 : Integer.parseInt(from.place());
    List<CopyRecord> all = all(from.section()).toList();
    int end = Math.min(all.size(), begin + max);
    return new CopyPage(
        all.subList(begin, end),
        end < all.size()
            ? Optional.of(new CopyCursor(from.section(), Integer.toString(end)))
            : Optional.empty());
  }

  private Stream<CopyRecord> all(CopySection section) {
    return switch (section) {
      case ACCOUNTS -> data.accounts.values().stream().map(CopyRecord.OfAccount::new);
      case RESERVATIONS ->
          data.reservations.entrySet().stream()
              .map(reserved ->
                  new CopyRecord.OfReservation(
                      reserved.getKey(),
                      reserved.getValue().usernameHash(),
                      reserved.getValue().until()));
      case FORMER_ACCOUNTS -> data.former.values().stream().map(CopyRecord.OfFormerAccount::new);
      case DATA_KEYS ->
          data.dataKeys.entrySet().stream()
              .map(key -> new CopyRecord.OfDataKey(new OwnedKey(key.getKey(), key.getValue())));
      case INBOXES ->
          data.inboxes.entrySet().stream()
              .map(inbox ->
                  new CopyRecord.OfInbox(
                      inbox.getKey(),
                      inbox.getValue().epoch,
                      inbox.getValue().gaps,
                      inbox.getValue().abandoned));
      case ENVELOPES ->
          data.inboxes.values().stream()
              .flatMap(inbox -> inbox.queue.values().stream())
              .map(entry ->
                  new CopyRecord.OfEnvelope(
                      entry.inbox(), entry.id(), entry.sealed(), entry.expiresAt()));
      case REPEATED_USE_KEYS ->
          keys()
              .map(keys ->
                  new CopyRecord.OfRepeatedUseKeys(keys.getKey(), keys.getValue().repeatedUse));
      case ONE_TIME_KEYS -> keys().flatMap(keys -> oneTimeKeys(keys.getKey(), keys.getValue()));
      case PROFILES ->
          data.profiles.entrySet().stream()
              .flatMap(account ->
                  account.getValue().entrySet().stream()
                      .map(version ->
                          new CopyRecord.OfProfile(
                              account.getKey(), version.getKey(), version.getValue())));
      case MEDIA -> data.media.values().stream().map(CopyRecord.OfMedia::new);
      case INVITES -> data.invites.values().stream().map(CopyRecord.OfInvite::new);
      case SESSIONS -> data.sessions.values().stream().map(CopyRecord.OfSession::new);
      case AUDIT_LOG -> logged();
      case AUDIT_PENDING -> data.pending.values().stream().map(CopyRecord.OfPendingEntry::new);
      case TOTALS ->
          Stream.of(
              new CopyRecord.OfTotals(
                  new InboxTotals(
                      data.accepted, data.acknowledged, data.expired, data.purged, data.leftOut),
                  data.oldestGeneration));
    };
  }

  private Stream<Map.Entry<PreKeyOwner, ModelData.Keys>> keys() {
    return data.inboxes.entrySet().stream()
        .flatMap(inbox ->
            inbox.getValue().keys.entrySet().stream()
                .map(keys ->
                    Map.entry(
                        new PreKeyOwner(inbox.getKey(), keys.getKey(), keys.getValue().set),
                        keys.getValue())));
  }

  private static Stream<CopyRecord> oneTimeKeys(PreKeyOwner owner, ModelData.Keys keys) {
    return Stream.concat(
        keys.ec.stream().map(key -> new CopyRecord.OfOneTimeKey(owner, CopyRecord.KeyKind.EC, key)),
        keys.kyber.stream()
            .map(key -> new CopyRecord.OfOneTimeKey(owner, CopyRecord.KeyKind.KYBER, key)));
  }

  private Stream<CopyRecord> logged() {
    List<CopyRecord> log = new ArrayList<>();
    for (var entry : data.sequenced) {
      log.add(new CopyRecord.OfLoggedEntry(new SequencedEntry(log.size(), entry)));
    }
    return log.stream();
  }

  @Override
  public Optional<CopyCursor> begin(String source) {
    return data.committed(() -> {
      if (data.copiedFrom.isEmpty() && !isEmpty()) {
        throw new StorageRefused(
            "The store %s is not empty; copy into a new one.".formatted(name()));
      }
      if (!isOf(source)) {
        throw new StorageRefused(
            "The store %s is being filled from another one; go on with that, or remove it."
                .formatted(name()));
      }
      if (data.copiedFrom.isEmpty()) {
        data.copiedFrom = Optional.of(source);
        data.copyCursor = Optional.of(CopyCursor.START);
      }
      return data.copyCursor;
    });
  }

  boolean isOf(String source) {
    return data.copiedFrom.orElse(source).equals(source);
  }

  boolean isEmpty() {
    return Stream.of(CopySection.values())
        .flatMap(this::all)
        .allMatch(new CopyRecord.OfTotals(new InboxTotals(0, 0, 0, 0, 0), 1)::equals);
  }

  @Override
  public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
    boolean _ =
        data.committed(() -> {
          records.forEach(this::keep);
          data.copyCursor = next;
          return true;
        });
  }

  void keep(CopyRecord record) {
    switch (record) {
      case CopyRecord.OfAccount(var account) -> data.accounts.put(account.aci(), account);
      case CopyRecord.OfReservation(var account, var name, var until) ->
          data.reservations.put(account, new ModelData.Reservation(name, until));
      case CopyRecord.OfFormerAccount(var account) ->
          data.former.put(account.numberHash(), account);
      case CopyRecord.OfDataKey(var key) -> data.dataKeys.put(key.owner(), key.key());
      case CopyRecord.OfInbox inbox -> {
        ModelData.Inbox kept = new ModelData.Inbox();
        kept.epoch = inbox.epoch();
        kept.gaps = inbox.gaps();
        kept.abandoned = inbox.abandoned();
        data.inboxes.put(inbox.inbox(), kept);
      }
      case CopyRecord.OfEnvelope envelope -> keep(envelope);
      case CopyRecord.OfRepeatedUseKeys(var owner, var keys) ->
          inbox(owner.device())
              .keys
              .put(owner.identity(), new ModelData.Keys(owner.keySet(), keys));
      case CopyRecord.OfOneTimeKey(var owner, var kind, var key) -> keep(owner, kind, key);
      case CopyRecord.OfProfile profile ->
          data.profiles
              .computeIfAbsent(profile.account(), _ -> new LinkedHashMap<>())
              .put(profile.versionHash(), profile.sealed());
      case CopyRecord.OfMedia(var row) -> data.media.put(row.id(), row);
      case CopyRecord.OfInvite(var invite) -> data.invites.put(invite.numberHash(), invite);
      case CopyRecord.OfSession(var session) -> data.sessions.put(session.idHash(), session);
      case CopyRecord.OfLoggedEntry(var entry) -> data.sequenced.add(entry.entry());
      case CopyRecord.OfPendingEntry(var entry) -> data.pending.put(entry.id(), entry);
      case CopyRecord.OfTotals(var totals, var generation) -> {
        data.accepted = totals.accepted();
        data.acknowledged = totals.acknowledged();
        data.expired = totals.expired();
        data.purged = totals.purged();
        data.leftOut = totals.leftOut();
        data.oldestGeneration = generation;
      }
    }
  }

  void keep(CopyRecord.OfEnvelope envelope) {
    ModelData.Inbox inbox = inbox(envelope.inbox());
    Position position = new Position(++data.lastPosition);
    inbox.queue.put(
        position,
        new InboxEntry(
            envelope.inbox(), envelope.id(), envelope.sealed(), envelope.expiresAt(), false));
    inbox.last = position;
  }

  private ModelData.Inbox inbox(InboxId inbox) {
    return Objects.requireNonNull(data.inboxes.get(inbox));
  }

  private void keep(PreKeyOwner owner, CopyRecord.KeyKind kind, SealedPreKey key) {
    ModelData.Keys keys = Objects.requireNonNull(inbox(owner.device()).keys.get(owner.identity()));
    switch (kind) {
      case EC -> keys.ec.add(key);
      case KYBER -> keys.kyber.add(key);
    }
  }

  @Override
  public void finish() {
    boolean _ =
        data.committed(() -> {
          data.filled();
          return true;
        });
  }

  @Override
  public void close() {
    data.close();
  }
}
