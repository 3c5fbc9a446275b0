package org.sealpost.client;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.linking.DeviceName;
import org.sealpost.client.linking.LinkApproval;
import org.sealpost.client.linking.LinkWait;
import org.sealpost.client.linking.ProvisioningUri;
import org.sealpost.client.number.ChangeNumber;
import org.sealpost.client.number.NumberOutcome;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.AccountSecrets;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.DeviceList;
import org.sealpost.protocol.json.RegistrationLock;

/// This account at the server: its devices, its locks, its end. Safe for any number of threads.
public final class Account {
  private static final String LOCK = "/v1/accounts/registration_lock";
  private static final int SECRET_BYTES = 32;

  private final ClientState state;
  private final AccountSecrets secrets;
  private final Self self;
  private final Requests requests;
  private final OtherDevices others;
  private final ChangeNumber numbers;
  private volatile Optional<LinkWait> approved = Optional.empty();

  Account(
      ClientState state, Self self, Requests requests, OtherDevices others, ChangeNumber numbers) {
    this.state = state;
    this.secrets = state.secrets();
    this.self = self;
    this.requests = requests;
    this.others = others;
    this.numbers = numbers;
  }

  /// This device as it is now: the number may have changed.
  Self present() {
    return state.self().orElse(self);
  }

  /// Gives the account another number. Its other devices are told; others reach the account as
  /// before. When the answer is lost the next connection finds out how it ended. Only on the
  /// primary.
  ///
  /// @param lock of the account that has the number, if there is one
  public NumberOutcome changeNumber(
      PhoneNumber number, RegistrationProof proof, Optional<SecretBytes> lock) throws IOException {
    return numbers.change(number, proof, lock);
  }

  /// Tells the server again what this device can do, how sealed sends to it are authorized, and the
  /// account's lock and recovery password as this device knows them.
  public void writeAttributes() throws IOException {
    Call write =
        Call.json(
            "PUT",
            "/v1/accounts/attributes",
            attributes(
                self.registrationId(),
                present().pniRegistrationId(),
                self.profileKey(),
                secrets.registrationLock(),
                secrets.recoveryPassword()));
    var _ = requests.identified(write).orThrow(write);
  }

  static AccountAttributes attributes(
      int registrationId,
      int pniRegistrationId,
      SecretBytes profileKey,
      Optional<SecretBytes> lock,
      Optional<SecretBytes> recoveryPassword) {
    return new AccountAttributes(
        registrationId,
        pniRegistrationId,
        true,
        hex(lock),
        Profiles.accessKey(profileKey),
        false,
        true,
        Map.of("storage", true),
        null,
        recoveryPassword.map(password -> Bytes.copyOf(password.reveal())).orElse(null));
  }

  private static @Nullable String hex(Optional<SecretBytes> lock) {
    return lock.map(secret -> HexFormat.of().formatHex(checked(secret).reveal())).orElse(null);
  }

  private static SecretBytes checked(SecretBytes secret) {
    if (secret.size() != SECRET_BYTES) {
      throw new IllegalArgumentException("a lock or recovery password has 32 bytes");
    }
    return secret;
  }

  /// From now on whoever registers this number anew must have these 32 bytes; empty takes the lock
  /// away. Keep them elsewhere too: with this device they are lost.
  public void lockRegistration(Optional<SecretBytes> lock) throws IOException {
    Call write =
        lock.isPresent()
            ? Call.json("PUT", LOCK, new RegistrationLock(hex(lock)))
            : Call.delete(LOCK);
    var _ = requests.identified(write).orThrow(write);
    secrets.saveRegistrationLock(lock);
  }

  /// These 32 bytes register this number anew, without a code. Keep them elsewhere too.
  public void setRecoveryPassword(SecretBytes password) throws IOException {
    secrets.saveRecoveryPassword(Optional.of(checked(password)));
    writeAttributes();
  }

  /// Lets the device that shows this URI into the account. Only on the primary.
  public LinkApproval.Outcome approveLink(ProvisioningUri uri) throws IOException {
    List<Integer> before = devices().stream().map(DeviceList.Device::id).toList();
    others.mayJoin();
    LinkApproval.Approved answer =
        LinkApproval.approve(present(), uri, requests, secrets.sendsReadReceipts());
    approved = answer.token().map(token -> new LinkWait(token, before));
    return answer.outcome();
  }

  /// Waits until the device that was let in last has joined; empty when it did not in that time.
  ///
  /// @throws IllegalStateException when this client let none in
  public Optional<DeviceList.Device> awaitLinked(Duration limit)
      throws IOException, InterruptedException {
    LinkWait wait = approved.orElseThrow(() -> new IllegalStateException("no device was let in"));
    Optional<DeviceList.Device> joined = wait.await(limit, requests, this::devices);
    if (joined.isPresent()) {
      others.unknown();
    }
    return joined;
  }

  public List<DeviceList.Device> devices() throws IOException {
    return others.list();
  }

  /// Names a device, readable by the account's own devices alone. Others than this one can be named
  /// on the primary only.
  ///
  /// @throws IllegalArgumentException when the name is empty or has more than 128 bytes
  public void rename(int device, String name) throws IOException {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a device has a name or keeps the one it has");
    }
    Call write =
        Call.json(
            "PUT",
            "/v1/accounts/name?deviceId=" + device,
            new org.sealpost.protocol.json.DeviceName(
                DeviceName.encrypt(self.aciIdentity().getPublicKey(), name)));
    var _ = requests.identified(write).orThrow(write);
  }

  /// Removes a device from the account. Only on the primary, or on that device itself.
  public void unlink(int device) throws IOException {
    Call remove = Call.delete("/v1/devices/" + device);
    var _ = requests.identified(remove).orThrow(remove);
    others.unknown();
  }

  /// Deletes the account at the server, with all its devices and what waits for them. Only on the
  /// primary. The state stays: whoever has the file decides what becomes of it.
  public void delete() throws IOException {
    Call remove = Call.delete("/v1/accounts/me");
    var _ = requests.identified(remove).orThrow(remove);
  }
}
