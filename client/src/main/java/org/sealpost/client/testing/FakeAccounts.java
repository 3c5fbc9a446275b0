package org.sealpost.client.testing;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.Passwords;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.registration.Registration;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.LinkCode;
import org.sealpost.protocol.json.LinkRequest;
import org.sealpost.protocol.json.LinkResult;

/// Registers accounts quickly, each with a number of its own and an invite from wherever the test
/// has invites. Keeps the devices it made and closes them with itself.
public final class FakeAccounts implements AutoCloseable {
  /// Where a number gets the code that verifies it: the `invite` command, or the core in process.
  public interface Invites {
    String codeFor(PhoneNumber number) throws IOException;
  }

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger NUMBERS = new AtomicInteger(RANDOM.nextInt(1_000_000));

  private final Service service;
  private final Invites invites;
  private final List<FakeDevice> made = new ArrayList<>();

  public FakeAccounts(Service service, Invites invites) {
    this.service = service;
    this.invites = invites;
  }

  public Service service() {
    return service;
  }

  /// A number that this process has not used yet.
  public static PhoneNumber freshNumber() {
    return new PhoneNumber("+1555%07d".formatted(NUMBERS.incrementAndGet() % 10_000_000));
  }

  /// A new account with its primary device.
  public FakeDevice register() throws IOException {
    return register(freshNumber());
  }

  /// An account under this number; registering a number again takes the account over.
  public FakeDevice register(PhoneNumber number) throws IOException {
    return register(number, DeviceKeys.fresh(Instant.now()));
  }

  public FakeDevice register(PhoneNumber number, DeviceKeys keys) throws IOException {
    String password = Passwords.fresh();
    SecretBytes accessKey = randomAccessKey();
    RegistrationOutcome outcome =
        new Registration(service)
            .register(number, invites.codeFor(number), password, keys, attributes(keys, accessKey));
    if (!(outcome instanceof RegistrationOutcome.Registered(var identity))) {
      throw new IOException("registration ended with " + outcome);
    }
    return keep(
        new FakeDevice(
            service,
            new DeviceAddress(new ServiceId.Aci(identity.uuid()), DeviceAddress.PRIMARY),
            new ServiceId.Pni(identity.pni()),
            number,
            password,
            keys,
            accessKey));
  }

  /// A further device of the primary's account, without the provisioning socket.
  public FakeDevice link(FakeDevice primary) throws IOException {
    Call ask = Call.get("/v1/devices/provisioning/code");
    LinkCode code = primary.tunnelled(ask).orThrow(ask).json(LinkCode.class);
    DeviceKeys keys =
        DeviceKeys.forDevice(
            primary.keys().aciIdentity(), primary.keys().pniIdentity(), Instant.now());
    String password = Passwords.fresh();
    LinkRequest request =
        new LinkRequest(
            code.verificationCode(),
            attributes(keys, primary.accessKey()),
            PreKeys.onWire(keys.aci().signed()),
            PreKeys.onWire(keys.pni().signed()),
            PreKeys.onWire(keys.aci().lastResort()),
            PreKeys.onWire(keys.pni().lastResort()),
            null,
            null);
    Call link = Call.json("PUT", "/v1/devices/link", request);
    LinkResult linked =
        service
            .call(link, new BasicCredentials(primary.number().e164(), password))
            .orThrow(link)
            .json(LinkResult.class);
    return keep(
        new FakeDevice(
            service,
            new DeviceAddress(primary.aci(), linked.deviceId()),
            primary.pni(),
            primary.number(),
            password,
            keys,
            primary.accessKey()));
  }

  /// The attributes that a device of these keys reports.
  public static AccountAttributes attributes(DeviceKeys keys, SecretBytes accessKey) {
    return new AccountAttributes(
        keys.registrationId(),
        keys.pniRegistrationId(),
        true,
        null,
        Bytes.copyOf(accessKey.reveal()),
        false,
        true,
        Map.of("storage", true),
        null,
        null);
  }

  private static SecretBytes randomAccessKey() {
    byte[] key = new byte[16];
    RANDOM.nextBytes(key);
    return SecretBytes.wrap(key);
  }

  private FakeDevice keep(FakeDevice device) {
    made.add(device);
    return device;
  }

  @Override
  public void close() {
    made.forEach(FakeDevice::close);
  }
}
