package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about usernames and their reservations.
public final class WrongUsernames {
  private WrongUsernames() {}

  /// Looks at accounts alone.
  public static Opener confirmingWhatIsReservedForAnother() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome confirmUsername(
              AccountRecord next, Instant now, List<AuditEntry> audit) {
            return super.confirmUsername(next, Instant.MAX, audit);
          }
        });
  }

  public static Opener holdingWhatHasLapsed() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome confirmUsername(
              AccountRecord next, Instant now, List<AuditEntry> audit) {
            return super.confirmUsername(next, Instant.MIN, audit);
          }
        });
  }

  public static Opener reservingWhatIsConfirmed() {
    return OverModel.reservations(data ->
        new ModelReservations(data) {
          @Override
          boolean isFree(Aci account, Bytes name, Instant now) {
            return !isReservedForAnother(data, account, name, now);
          }
        });
  }

  public static Opener reservingWhatIsReserved() {
    return OverModel.reservations(data ->
        new ModelReservations(data) {
          @Override
          boolean isFree(Aci account, Bytes name, Instant now) {
            return super.isFree(account, name, Instant.MAX);
          }
        });
  }

  public static Opener lookingForAFreeOneBeforeTheCommit() {
    return OverModel.reservations(data ->
        new ModelReservations(data) {
          @Override
          public Optional<Bytes> reserve(
              Aci account, List<Bytes> usernameHashes, Instant now, Instant until) {
            Optional<Bytes> free =
                data.locked(() ->
                    usernameHashes.stream()
                        .filter(_ -> data.accounts.containsKey(account))
                        .filter(name -> isFree(account, name, now))
                        .findFirst());
            return data.committed(() -> {
              free.ifPresent(
                  name -> data.reservations.put(account, new ModelData.Reservation(name, until)));
              return free;
            });
          }
        });
  }

  /// The first is reserved until it lapses.
  public static Opener keepingTheReservationOfBefore() {
    return OverModel.reservations(data ->
        new ModelReservations(data) {
          @Override
          void keep(Aci account, Bytes name, Instant until) {
            ModelData.Reservation before = data.reservations.get(account);
            super.keep(account, name, until);
            if (before != null && !before.usernameHash().equals(name)) {
              data.reservations.put(new Aci(new UUID(0, 1)), before);
            }
          }
        });
  }

  public static Opener leavingTheReservationOfADeletedAccount() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          void end(Aci aci, List<InboxId> inboxes) {
            ModelData.Reservation reserved = data.reservations.get(aci);
            super.end(aci, inboxes);
            if (reserved != null) {
              data.reservations.put(aci, reserved);
            }
          }
        });
  }

  public static Opener confirmingInOneCommitAndForgettingTheReservationInAnother() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome confirmUsername(
              AccountRecord next, Instant now, List<AuditEntry> audit) {
            ModelData.Reservation reserved = data.locked(() -> data.reservations.get(next.aci()));
            UpdateOutcome outcome = super.confirmUsername(next, now, audit);
            if (reserved != null && outcome == UpdateOutcome.UPDATED) {
              boolean _ =
                  data.locked(() -> {
                    data.reservations.put(next.aci(), reserved);
                    return true;
                  });
              boolean _ =
                  data.committed(() -> {
                    data.reservations.remove(next.aci());
                    return true;
                  });
            }
            return outcome;
          }
        });
  }

  public static Opener comparingUsernamesBeforeTheCommit() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome confirmUsername(
              AccountRecord next, Instant now, List<AuditEntry> audit) {
            Bytes name = next.usernameHash().orElseThrow();
            boolean taken =
                data.locked(() ->
                    isAnothers(next)
                        || ModelReservations.isReservedForAnother(data, next.aci(), name, now));
            return data.committed(() -> {
              AccountRecord stored = data.accounts.get(next.aci());
              if (stored == null || stored.version() != next.version() - 1) {
                return UpdateOutcome.VERSION_CHANGED;
              }
              if (taken) {
                return UpdateOutcome.TAKEN;
              }
              data.accounts.put(next.aci(), next);
              ModelReservations.forget(data, next.aci(), name);
              return UpdateOutcome.UPDATED;
            });
          }
        });
  }

  public static Opener reservingForAnAccountThatIsGone() {
    return OverModel.reservations(data ->
        new ModelReservations(data) {
          @Override
          public Optional<Bytes> reserve(
              Aci account, List<Bytes> usernameHashes, Instant now, Instant until) {
            boolean there = data.locked(() -> data.accounts.containsKey(account));
            return data.committed(() -> {
              Optional<Bytes> free =
                  usernameHashes.stream()
                      .filter(_ -> there)
                      .filter(name -> isFree(account, name, now))
                      .findFirst();
              free.ifPresent(name -> keep(account, name, until));
              return free;
            });
          }
        });
  }
}
