package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.sealpost.core.prekeys.DevicePreKeys;
import org.sealpost.core.prekeys.PreKeySeal;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.inboxes.InboxId;

/// Makes devices at registration and at linking: a new incarnation with an inbox of its own, and
/// its repeated-use prekeys sealed for the store.
public final class NewDevices {
  /// Design section 7: passwords are random and made by clients.
  public static final int MIN_PASSWORD_CHARS = 16;

  private final Clock clock;
  private final SecureRandom random;

  public NewDevices(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /// A device, and what the store must know to open it.
  public record NewDevice(Device device, OpenedDevice opened) {}

  public static boolean isPasswordLongEnough(String password) {
    return password.length() >= MIN_PASSWORD_CHARS;
  }

  /// Makes a device that is not stored yet.
  ///
  /// @param sealer the account's
  public NewDevice make(
      Aci account,
      int id,
      String password,
      Attributes attributes,
      DevicePreKeys preKeys,
      Sealer sealer) {
    InboxId inbox = new InboxId(new UUID(random.nextLong(), random.nextLong()));
    Instant now = clock.instant();
    Device device =
        new Device(
            id,
            inbox,
            PasswordHash.of(password, random),
            attributes.registrationId(),
            attributes.pniRegistrationId(),
            attributes.name(),
            now,
            LocalDate.ofInstant(now, ZoneOffset.UTC),
            attributes.fetchesMessages(),
            Capability.known(attributes.capabilities()),
            0);
    PreKeySeal seal = new PreKeySeal(account, sealer);
    return new NewDevice(
        device,
        new OpenedDevice(
            inbox,
            seal.seal(inbox, IdentityType.ACI, preKeys),
            seal.seal(inbox, IdentityType.PNI, preKeys)));
  }
}
