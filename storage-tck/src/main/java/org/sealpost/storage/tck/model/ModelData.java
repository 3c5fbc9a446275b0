package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// Everything a [ModelStorage] keeps. Read inside [#locked] and changed inside [#committed] only.
public final class ModelData {
  static final class Inbox {
    long epoch;
    long gaps;
    boolean abandoned;
    Position last = Position.START;
    final TreeMap<Position, InboxEntry> queue = new TreeMap<>();
    final Map<IdentityType, Keys> keys = new EnumMap<>(IdentityType.class);
  }

  static final class Keys {
    final int set;
    RepeatedUseKeys repeatedUse;
    Deque<SealedPreKey> ec = new ArrayDeque<>();
    Deque<SealedPreKey> kyber = new ArrayDeque<>();

    Keys(RepeatedUseKeys repeatedUse) {
      this(0, repeatedUse);
    }

    Keys(int set, RepeatedUseKeys repeatedUse) {
      this.set = set;
      this.repeatedUse = repeatedUse;
    }
  }

  record Reservation(Bytes usernameHash, Instant until) {
    boolean hasLapsed(Instant now) {
      return !until.isAfter(now);
    }
  }

  final Map<Aci, AccountRecord> accounts = new HashMap<>();
  final Map<Aci, Reservation> reservations = new HashMap<>();
  final Map<Bytes, FormerAccount> former = new HashMap<>();
  final Map<KeyOwner, WrappedKey> dataKeys = new HashMap<>();
  int oldestGeneration = 1;
  final Map<InboxId, Inbox> inboxes = new LinkedHashMap<>();
  final Map<Aci, LinkedHashMap<Bytes, Bytes>> profiles = new HashMap<>();
  final Map<Bytes, InviteRecord> invites = new HashMap<>();
  final LinkedHashMap<Bytes, SessionRecord> sessions = new LinkedHashMap<>();
  final LinkedHashMap<MediaId, MediaRecord> media = new LinkedHashMap<>();
  final LinkedHashMap<UUID, AuditEntry> pending = new LinkedHashMap<>();
  final List<AuditEntry> sequenced = new ArrayList<>();
  final String name = "model:" + UUID.randomUUID();
  Optional<String> copiedFrom = Optional.empty();
  Optional<CopyCursor> copyCursor = Optional.empty();
  long lastPosition;
  long accepted;
  long acknowledged;
  long expired;
  long purged;
  long leftOut;
  private boolean open;
  private boolean made;
  private volatile Runnable beforeCommit = () -> {};

  synchronized <T> T locked(Supplier<T> work) {
    if (!open) {
      throw new StorageUnavailable("the store is closed");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new StorageUnavailable("interrupted");
    }
    return work.get();
  }

  /// A write: decided and done in one moment, which is its commit.
  <T> T committed(Supplier<T> work) {
    beforeCommit.run();
    return locked(work);
  }

  /// As a store, which it is not while it is filled.
  synchronized void open(Runnable passedBeforeCommit) {
    if (copiedFrom.isPresent()) {
      throw new StorageRefused(
          "The store %s is being copied into; finish that with: sealpost storage copy."
              .formatted(name));
    }
    openForCopy(passedBeforeCommit);
    made = true;
  }

  /// To copy from: only what was a store once, or was filled.
  synchronized void openAsSource() {
    if (!made) {
      throw new StorageRefused("There is no store %s to copy from.".formatted(name));
    }
    open(() -> {});
  }

  synchronized void filled() {
    copiedFrom = Optional.empty();
    copyCursor = Optional.empty();
    made = true;
  }

  synchronized void openForCopy(Runnable passedBeforeCommit) {
    open = true;
    beforeCommit = passedBeforeCommit;
  }

  synchronized void close() {
    open = false;
  }

  /// In the commit of what they record.
  void keepPending(List<AuditEntry> audit) {
    audit.forEach(entry -> pending.put(entry.id(), entry));
  }

  void refuseRetired(WrappedKey key) {
    if (key.generation() < oldestGeneration) {
      throw new RetiredGeneration();
    }
  }

  /// An inbox that exists and is not abandoned.
  Optional<Inbox> living(InboxId inbox) {
    return Optional.ofNullable(inboxes.get(inbox)).filter(found -> !found.abandoned);
  }
}
