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
/// @param rekeyed devices that stay and whose PNI has another identity key (a change of number)
/// @param forgetProfiles whether all profile versions of the account go too (re-registration)
public record DeviceChanges(
    List<OpenedDevice> opened,
    List<InboxId> retired,
    List<RekeyedDevice> rekeyed,
    boolean forgetProfiles) {

  public static final DeviceChanges NONE = new DeviceChanges(List.of(), List.of(), false);

  public DeviceChanges {
    opened = List.copyOf(opened);
    retired = List.copyOf(retired);
    rekeyed = List.copyOf(rekeyed);
  }

  /// Of an account that keeps its PNI.
  public DeviceChanges(List<OpenedDevice> opened, List<InboxId> retired, boolean forgetProfiles) {
    this(opened, retired, List.of(), forgetProfiles);
  }

  /// Begins with key set 0 for both identities.
  public record OpenedDevice(InboxId inbox, RepeatedUseKeys aciKeys, RepeatedUseKeys pniKeys) {}

  /// The PNI prekeys of a device are those of this set from the commit on: these repeated-use keys,
  /// and no one-time keys. The keys of the set before it are gone. A device that is not there is
  /// passed over.
  ///
  /// @param keySet another one than the device has had
  public record RekeyedDevice(InboxId inbox, int keySet, RepeatedUseKeys pniKeys) {}
}
