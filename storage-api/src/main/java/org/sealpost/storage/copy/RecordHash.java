package org.sealpost.storage.copy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// The SHA-256 of a record with every field of it, and of its place in its group. Fields that vary
/// in length go with it, so that two records never look alike.
final class RecordHash {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private RecordHash() {}

  static BigInteger of(CopyRecord record, long placeInGroup) {
    RecordHash hash = new RecordHash();
    try {
      hash.out.writeUTF(record.section().name());
      hash.out.writeLong(placeInGroup);
      hash.put(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return new BigInteger(
          1, MessageDigest.getInstance("SHA-256").digest(hash.bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a record is ordered within; empty where its section has no order.
  static Optional<Object> group(CopyRecord record) {
    return switch (record) {
      case CopyRecord.OfEnvelope envelope -> Optional.of(envelope.inbox());
      case CopyRecord.OfOneTimeKey key -> Optional.of(new OneTimeKeys(key.owner(), key.kind()));
      case CopyRecord.OfProfile profile -> Optional.of(profile.account());
      case CopyRecord.OfSession _ -> Optional.of(CopySection.SESSIONS);
      case CopyRecord.OfLoggedEntry _ -> Optional.of(CopySection.AUDIT_LOG);
      case CopyRecord.OfAccount _,
          CopyRecord.OfReservation _,
          CopyRecord.OfFormerAccount _,
          CopyRecord.OfDataKey _,
          CopyRecord.OfInbox _,
          CopyRecord.OfRepeatedUseKeys _,
          CopyRecord.OfMedia _,
          CopyRecord.OfInvite _,
          CopyRecord.OfPendingEntry _,
          CopyRecord.OfTotals _ ->
          Optional.empty();
    };
  }

  private record OneTimeKeys(PreKeyOwner owner, CopyRecord.KeyKind kind) {}

  private void put(CopyRecord record) throws IOException {
    switch (record) {
      case CopyRecord.OfAccount(var account) -> put(account);
      case CopyRecord.OfReservation reservation -> {
        put(reservation.account().uuid());
        put(reservation.usernameHash());
        put(reservation.until());
      }
      case CopyRecord.OfFormerAccount(var account) -> {
        put(account.numberHash());
        put(account.sealed());
        put(account.until());
      }
      case CopyRecord.OfDataKey(var key) -> {
        out.writeUTF(key.owner().text());
        out.writeInt(key.key().generation());
        put(key.key().wrapped());
      }
      case CopyRecord.OfInbox inbox -> {
        put(inbox.inbox().uuid());
        out.writeLong(inbox.epoch());
        out.writeLong(inbox.gaps());
        out.writeBoolean(inbox.abandoned());
      }
      case CopyRecord.OfEnvelope envelope -> {
        put(envelope.inbox().uuid());
        put(envelope.id().uuid());
        put(envelope.sealed());
        put(envelope.expiresAt());
      }
      case CopyRecord.OfRepeatedUseKeys(var owner, var keys) -> {
        put(owner);
        put(keys.signedPreKey());
        put(keys.lastResortKey());
      }
      case CopyRecord.OfOneTimeKey(var owner, var kind, var key) -> {
        put(owner);
        out.writeUTF(kind.name());
        out.writeLong(key.rowId());
        put(key.sealed());
      }
      case CopyRecord.OfProfile profile -> {
        put(profile.account().uuid());
        put(profile.versionHash());
        put(profile.sealed());
      }
      case CopyRecord.OfMedia(var row) -> put(row);
      case CopyRecord.OfInvite(var invite) -> put(invite);
      case CopyRecord.OfSession(var session) -> put(session);
      case CopyRecord.OfLoggedEntry(var entry) -> {
        out.writeLong(entry.index());
        put(entry.entry());
      }
      case CopyRecord.OfPendingEntry(var entry) -> put(entry);
      case CopyRecord.OfTotals(var totals, var generation) -> {
        put(totals);
        out.writeInt(generation);
      }
    }
  }

  private void put(AccountRecord account) throws IOException {
    put(account.aci().uuid());
    put(account.pni().uuid());
    put(account.numberHash());
    put(account.usernameHash());
    put(account.usernameLinkHash());
    out.writeLong(account.version());
    out.writeLong(account.devicesVersion().value());
    put(account.sealedDocument());
  }

  private void put(PreKeyOwner owner) throws IOException {
    put(owner.device().uuid());
    out.writeUTF(owner.identity().name());
    out.writeInt(owner.keySet());
  }

  private void put(MediaRecord row) throws IOException {
    put(row.id().hash());
    put(row.owner().hash());
    out.writeLong(row.bytes());
    put(row.dueAt());
    out.writeLong(row.revision());
    put(row.sealed());
  }

  private void put(InviteRecord invite) throws IOException {
    put(invite.numberHash());
    put(invite.codeHash());
    put(invite.expiresAt());
    out.writeInt(invite.wrongCodes());
  }

  private void put(SessionRecord session) throws IOException {
    put(session.idHash());
    put(session.addressHash());
    put(session.createdAt());
    put(session.expiresAt());
    out.writeLong(session.version());
    put(session.sealed());
  }

  private void put(AuditEntry entry) throws IOException {
    put(entry.id());
    put(entry.event());
  }

  private void put(InboxTotals totals) throws IOException {
    out.writeLong(totals.accepted());
    out.writeLong(totals.acknowledged());
    out.writeLong(totals.expired());
    out.writeLong(totals.purged());
    out.writeLong(totals.leftOut());
  }

  private void put(Optional<Bytes> maybe) throws IOException {
    out.writeBoolean(maybe.isPresent());
    if (maybe.isPresent()) {
      put(maybe.get());
    }
  }

  private void put(Bytes value) throws IOException {
    out.writeInt(value.size());
    out.write(value.unsafeArray());
  }

  private void put(UUID uuid) throws IOException {
    out.writeLong(uuid.getMostSignificantBits());
    out.writeLong(uuid.getLeastSignificantBits());
  }

  /// As exact as a store keeps a time.
  private void put(Instant time) throws IOException {
    out.writeLong(time.toEpochMilli());
  }
}
