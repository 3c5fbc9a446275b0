package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.inboxes.InboxId;

/// Tells whose credentials these are. An unknown account or device costs the same hash as a wrong
/// password. Notes the day on which a device was seen, at most once a day and never finer (design
/// section 9). Source: wire interface, README section 2.
public final class Authentication {
  /// An ACI, and a device id unless it is the primary's.
  private static final Pattern USERNAME =
      Pattern.compile("([0-9A-Fa-f-]{36})(?:\\.([1-9][0-9]{0,2}))?");

  private final StoredAccounts accounts;
  private final Clock clock;

  /// What the password of nobody is compared with.
  private final PasswordHash nobody;

  public Authentication(StoredAccounts accounts, Clock clock, SecureRandom random) {
    this.accounts = accounts;
    this.clock = clock;
    byte[] password = new byte[NewDevices.MIN_PASSWORD_CHARS];
    random.nextBytes(password);
    this.nobody = PasswordHash.of(HexFormat.of().formatHex(password), random);
  }

  public Optional<AuthenticatedDevice> device(BasicCredentials credentials) {
    Optional<AuthenticatedDevice> named =
        address(credentials.username())
            .flatMap(address ->
                accounts.find(address.aci()).flatMap(account -> of(account, address.deviceId())));
    PasswordHash password = named.map(device -> device.device().password()).orElse(nobody);
    boolean matches = password.matches(credentials.password());
    return named.filter(device -> matches).map(this::seen);
  }

  /// The same device, with its account as it is now: for requests on an open socket. Empty when it
  /// was unlinked, or its number was registered again.
  public Optional<AuthenticatedDevice> current(DeviceAddress address, InboxId inbox) {
    return accounts
        .find(address.aci())
        .flatMap(account -> of(account, address.deviceId()))
        .filter(device -> device.device().inbox().equals(inbox))
        .map(device -> isItsTime(address) ? seen(device) : device);
  }

  /// Takes note of a device that keeps its socket open and asks for nothing: the locks that end
  /// when no device was seen must not end with its connection. False while that has to wait, for
  /// its moment of the day or for the store: to be told again.
  public boolean present(DeviceAddress address, InboxId inbox) {
    if (!isItsTime(address)) {
      return false;
    }
    try {
      return current(address, inbox)
          .map(device -> !device.device().lastSeen().isBefore(today()))
          .orElse(true);
    } catch (StorageUnavailable e) {
      return false;
    }
  }

  /// Sockets stay open over midnight: that not all of them write at once, each account has its own
  /// moment of the day from which on a request in one is noted.
  private boolean isItsTime(DeviceAddress address) {
    int moment = Math.floorMod(address.aci().hashCode(), (int) Duration.ofDays(1).toSeconds());
    return LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC).toSecondOfDay() >= moment;
  }

  private static Optional<AuthenticatedDevice> of(Account account, int deviceId) {
    return account.device(deviceId).map(device -> new AuthenticatedDevice(account, device));
  }

  private static Optional<DeviceAddress> address(String username) {
    Matcher matcher = USERNAME.matcher(username);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int deviceId =
        matcher.group(2) == null ? DeviceAddress.PRIMARY : Integer.parseInt(matcher.group(2));
    return deviceId > DeviceAddress.MAX_DEVICE_ID
        ? Optional.empty()
        : Uuids.parse(matcher.group(1)).map(uuid -> new DeviceAddress(new Aci(uuid), deviceId));
  }

  private AuthenticatedDevice seen(AuthenticatedDevice device) {
    LocalDate today = today();
    if (!device.device().lastSeen().isBefore(today)) {
      return device;
    }
    try {
      return accounts
          .change(device.account().aci(), account -> noteSeen(account, device, today))
          .orElse(device);
    } catch (StorageUnavailable e) {
      // The credentials are right all the same; the next request notes the day.
      return device;
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static Step<AuthenticatedDevice> noteSeen(
      Account account, AuthenticatedDevice seen, LocalDate today) {
    Optional<Device> current =
        account
            .device(seen.device().id())
            .filter(device -> device.inbox().equals(seen.device().inbox()))
            .filter(device -> device.lastSeen().isBefore(today));
    if (current.isEmpty()) {
      return Step.leave(seen);
    }
    Device device = current.get().seenOn(today);
    return Step.write(
        account.edit().device(device),
        DeviceChanges.NONE,
        written -> new AuthenticatedDevice(written, device));
  }
}
