package org.sealpost.storage.copy;

import java.time.Instant;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// One thing that a store keeps, as every backend understands it.
public sealed interface CopyRecord {
  CopySection section();

  record OfAccount(AccountRecord account) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.ACCOUNTS;
    }
  }

  /// A username that is reserved, lapsed or not.
  record OfReservation(Aci account, Bytes usernameHash, Instant until) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.RESERVATIONS;
    }
  }

  /// Past its time or not.
  record OfFormerAccount(FormerAccount account) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.FORMER_ACCOUNTS;
    }
  }

  record OfDataKey(OwnedKey key) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.DATA_KEYS;
    }
  }

  record OfInbox(InboxId inbox, long epoch, long gaps, boolean abandoned) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.INBOXES;
    }
  }

  /// Ordered within its inbox.
  record OfEnvelope(InboxId inbox, EnvelopeId id, Bytes sealed, Instant expiresAt)
      implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.ENVELOPES;
    }
  }

  record OfRepeatedUseKeys(PreKeyOwner owner, RepeatedUseKeys keys) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.REPEATED_USE_KEYS;
    }
  }

  enum KeyKind {
    EC,
    KYBER
  }

  /// Ordered within its owner and kind.
  record OfOneTimeKey(PreKeyOwner owner, KeyKind kind, SealedPreKey key) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.ONE_TIME_KEYS;
    }
  }

  /// Ordered within its account, the version written longest ago first.
  record OfProfile(Aci account, Bytes versionHash, Bytes sealed) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.PROFILES;
    }
  }

  /// The row of an object; what its owner has is counted anew.
  record OfMedia(MediaRecord row) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.MEDIA;
    }
  }

  record OfInvite(InviteRecord invite) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.INVITES;
    }
  }

  /// Ordered, the one opened first is the first.
  record OfSession(SessionRecord session) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.SESSIONS;
    }
  }

  /// Ordered by index.
  record OfLoggedEntry(SequencedEntry entry) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.AUDIT_LOG;
    }
  }

  record OfPendingEntry(AuditEntry entry) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.AUDIT_PENDING;
    }
  }

  /// The one record of its section.
  record OfTotals(InboxTotals totals, int oldestGeneration) implements CopyRecord {
    @Override
    public CopySection section() {
      return CopySection.TOTALS;
    }
  }
}
