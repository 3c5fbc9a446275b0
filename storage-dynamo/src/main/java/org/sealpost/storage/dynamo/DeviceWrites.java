package org.sealpost.storage.dynamo;

import java.util.List;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// What happens to a device, as writes of its account's transaction. The version of the device list
/// stands in the head of each of its inboxes, so that an append checks it by the very update that
/// it makes anyway.
final class DeviceWrites {
  /// Writes for each device that is opened or retired, at most.
  static final int MOST_EACH = 4;

  private DeviceWrites() {}

  static List<Write> open(DevicesVersion version, OpenedDevice device) {
    return List.of(
        Head.open(version, device.inbox()),
        pointer(new PreKeyOwner(device.inbox(), IdentityType.ACI), device.aciKeys()),
        pointer(new PreKeyOwner(device.inbox(), IdentityType.PNI), device.pniKeys()));
  }

  /// A pointer to no one-time keys.
  static Write pointer(PreKeyOwner owner, RepeatedUseKeys keys) {
    Write write =
        Write.put(DynamoPreKeyStore.pointer(owner))
            .set(DynamoPreKeyStore.SIGNED, keys.signedPreKey())
            .set(DynamoPreKeyStore.LAST_RESORT, keys.lastResortKey());
    return owner.keySet() == 0 ? write : write.set(DynamoPreKeyStore.KEY_SET, owner.keySet());
  }

  /// The pointer of before names the one-time keys of the set before: they are not found any more.
  static Write rekey(RekeyedDevice device) {
    return pointer(
            new PreKeyOwner(device.inbox(), IdentityType.PNI, device.keySet()), device.pniKeys())
        .whenPresent();
  }

  /// The prekeys' pointers go, and with them the keys; what is left is removed by the purge.
  static List<Write> retire(InboxId inbox) {
    return List.of(
        Write.update(Layout.head(inbox), "SET gone = :one REMOVE dv")
            .when("attribute_exists(dv)")
            .with("one", 1),
        Write.put(Layout.abandoned(inbox)),
        Write.delete(Layout.pointer(inbox, IdentityType.ACI)),
        Write.delete(Layout.pointer(inbox, IdentityType.PNI)));
  }

  static Write move(InboxId inbox, DevicesVersion version) {
    return Write.update(Layout.head(inbox), "SET dv = :dv")
        .when("attribute_exists(dv)")
        .with("dv", version.value());
  }

  static Write isLiving(InboxId inbox) {
    return Write.check(Layout.head(inbox)).when("attribute_exists(dv)");
  }

  static byte[] bytes(Aci aci) {
    return Uuids.toBytes(aci.uuid());
  }
}
