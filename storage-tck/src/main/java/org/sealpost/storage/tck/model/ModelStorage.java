package org.sealpost.storage.tck.model;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.storage.Storage;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.RestoreMarks;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.TakenKeys;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;

/// A store in plain collections under one lock: short enough to be believed. It keeps nothing on a
/// disk; what is meant to outlive it is the [ModelData] that the next one is opened over.
public class ModelStorage implements Storage, RestoreMarks {
  private final ModelData data;
  private final InboxLimits limits;
  private final Clock clock;

  public ModelStorage(ModelData data, InboxLimits limits, Clock clock) {
    this(data, limits, clock, () -> {});
  }

  /// @param beforeCommit run before every write
  public ModelStorage(ModelData data, InboxLimits limits, Clock clock, Runnable beforeCommit) {
    this.data = data;
    this.limits = limits;
    this.clock = clock;
    data.open(beforeCommit);
  }

  /// Hands out the very keys that another store has chosen. False when these are not its owner's,
  /// or a one-time key is not among the `oldest` that are left, or none was given though there are
  /// some.
  public boolean handsOut(TakenKeys chosen, int oldest) {
    return new ModelPreKeys(data).handsOut(chosen, oldest);
  }

  @Override
  public Optional<InboxId> mark(Optional<InboxId> after, int max) {
    return data.committed(() -> {
      List<InboxId> left =
          data.inboxes.keySet().stream()
              .filter(inbox -> data.living(inbox).isPresent())
              .sorted(Comparator.comparing(InboxId::uuid))
              .filter(inbox -> after.isEmpty() || inbox.uuid().compareTo(after.get().uuid()) > 0)
              .limit(max)
              .toList();
      left.forEach(this::mark);
      return left.size() < max ? Optional.empty() : Optional.of(left.getLast());
    });
  }

  void mark(InboxId id) {
    data.living(id)
        .ifPresent(inbox -> {
          inbox.epoch += RAISE;
          inbox
              .keys
              .values()
              .forEach(keys -> {
                keys.ec.clear();
                keys.kyber.clear();
              });
        });
  }

  @Override
  public AccountStore accounts() {
    return new ModelAccounts(data);
  }

  @Override
  public ReservationStore reservations() {
    return new ModelReservations(data);
  }

  @Override
  public FormerAccountStore formerAccounts() {
    return new ModelFormerAccounts(data);
  }

  @Override
  public AuditStore audit() {
    return new ModelAudit(data);
  }

  @Override
  public DataKeyStore dataKeys() {
    return new ModelDataKeys(data);
  }

  @Override
  public InboxStore inboxes() {
    return new ModelInboxes(data, limits, clock);
  }

  @Override
  public MediaStore media() {
    return new ModelMedia(data);
  }

  @Override
  public PreKeyStore preKeys() {
    return new ModelPreKeys(data);
  }

  @Override
  public ProfileStore profiles() {
    return new ModelProfiles(data);
  }

  @Override
  public RegistrationStore registrations() {
    return new ModelRegistrations(data);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("type", "model");
  }

  @Override
  public void close() {
    data.close();
  }
}
