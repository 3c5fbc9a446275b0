package org.sealpost.storage.accounts;

import java.util.List;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// What happens to devices in the same commit as an account's new document.
///
/// @param opened devices that begin: their inbox exists from then on, and their repeated-use keys
///   can be fetched
/// @param retired inboxes that are abandoned: their prekeys are gone at once, their envelopes are
///   swept later
/// @param forgetProfiles whether all profile versions of the account go too (re-registration)
public record DeviceChanges(
    List<OpenedDevice> opened, List<InboxId> retired, boolean forgetProfiles) {
  public static final DeviceChanges NONE = new DeviceChanges(List.of(), List.of(), false);

  public DeviceChanges {
    opened = List.copyOf(opened);
    retired = List.copyOf(retired);
  }

  public record OpenedDevice(InboxId inbox, RepeatedUseKeys aciKeys, RepeatedUseKeys pniKeys) {}
}
