package org.sealpost.storage.tck.history;

import java.util.ArrayList;
import java.util.List;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.inboxes.InboxId;

/// An account as a server would know it that has just read it. The first device is the primary.
final class KnownAccount {
  private AccountRecord record;
  private final List<InboxId> devices = new ArrayList<>();

  KnownAccount(AccountRecord record, DeviceChanges opened) {
    this.record = record;
    changed(record, opened);
  }

  AccountRecord record() {
    return record;
  }

  List<InboxId> devices() {
    return devices;
  }

  void changed(AccountRecord next, DeviceChanges changes) {
    record = next;
    List<InboxId> after = devicesAfter(changes);
    devices.clear();
    devices.addAll(after);
  }

  List<InboxId> devicesAfter(DeviceChanges changes) {
    List<InboxId> after = new ArrayList<>(devices);
    after.removeAll(changes.retired());
    after.addAll(changes.opened().stream().map(OpenedDevice::inbox).toList());
    return after;
  }
}
