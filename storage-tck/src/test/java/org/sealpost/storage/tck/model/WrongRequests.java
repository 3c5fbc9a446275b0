package org.sealpost.storage.tck.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about what a request stores, refuses and counts.
public final class WrongRequests {
  private WrongRequests() {}

  /// Stores each entry by itself, and the first stay when a later one is refused.
  public static Opener storingHalfARequest() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            for (InboxEntry entry : entries) {
              AppendOutcome outcome = super.append(account, checked, List.of(entry));
              if (!(outcome instanceof AppendOutcome.Stored)) {
                return outcome;
              }
            }
            return super.append(account, checked, entries);
          }
        });
  }

  /// Takes the device list that the caller checked for the one that is stored.
  public static Opener believingTheCallersDeviceList() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          AppendOutcome decide(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            DevicesVersion stored =
                Optional.ofNullable(data.accounts.get(account))
                    .map(AccountRecord::devicesVersion)
                    .orElse(checked);
            return super.decide(account, stored, entries);
          }
        });
  }

  public static Opener checkingDevicesBeforeTheCommit() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            boolean asChecked =
                data.locked(() ->
                    Optional.ofNullable(data.accounts.get(account))
                        .filter(found -> found.devicesVersion().equals(checked))
                        .isPresent());
            return data.committed(() ->
                asChecked
                    ? decide(
                        account,
                        requireNonNull(data.accounts.get(account)).devicesVersion(),
                        entries)
                    : new AppendOutcome.DevicesChanged());
          }
        });
  }

  /// Drops what does not fit and tells nobody.
  public static Opener countingNoGaps() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            AppendOutcome outcome = super.append(account, checked, entries);
            if (outcome instanceof AppendOutcome.Stored stored) {
              stored.gaps().forEach(inbox -> data.living(inbox).ifPresent(found -> found.gaps = 0));
            }
            return outcome;
          }
        });
  }

  public static Opener fillingAnInboxWithoutWeighingIt() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          boolean fits(InboxEntry entry, List<InboxEntry> living) {
            return living.size() < limits.inboxEntries();
          }
        });
  }

  /// What is in an inbox is counted from when the store was opened.
  public static Opener countingRoomInMemory() {
    return OverModel.inboxes((data, limits, clock) -> {
      long before = data.accepted;
      return new ModelInboxes(data, limits, clock) {
        @Override
        boolean fits(InboxEntry entry, List<InboxEntry> living) {
          return data.accepted - before < limits.inboxEntries();
        }
      };
    });
  }

  public static Opener refusingARepeatForWantOfRoom() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          boolean isQueued(InboxEntry entry, List<InboxEntry> living) {
            return false;
          }
        });
  }

  public static Opener storingEnvelopesOfAnySize() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            return data.committed(() -> decide(account, checked, entries));
          }
        });
  }

  /// Counters that are not in the commit that they count are gone with the process.
  public static Opener countingInMemory() {
    return OverModel.inboxes((data, limits, clock) -> {
      long before = data.accepted;
      return new ModelInboxes(data, limits, clock) {
        @Override
        public InboxTotals totals() {
          InboxTotals all = super.totals();
          return new InboxTotals(
              all.accepted() - before,
              all.acknowledged(),
              all.expired(),
              all.purged(),
              all.leftOut());
        }
      };
    });
  }
}
