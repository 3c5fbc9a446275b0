package org.sealpost.interop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.whispersystems.signalservice.api.NetworkResultUtil;
import org.whispersystems.signalservice.api.link.LinkedDeviceVerificationCodeResponse;
import org.whispersystems.signalservice.api.registration.ProvisioningApi;
import org.whispersystems.signalservice.api.util.DeviceNameUtil;
import org.whispersystems.signalservice.internal.push.ProvisioningSocket;
import org.whispersystems.signalservice.internal.util.DynamicCredentialsProvider;
import org.whispersystems.signalservice.internal.util.StaticCredentialsProvider;

/// The devices of one test and the trace of all their calls.
final class ForeignClients implements AutoCloseable {

  private static final int ONE_TIME_KEYS = 10;
  private static final AtomicInteger NUMBERS = new AtomicInteger(5550000);

  private final ServerProcess server;
  private final ClientProfile profile;
  private final Trace trace = new Trace();
  private final List<ForeignDevice> devices = new ArrayList<>();

  ForeignClients(ServerProcess server) {
    this.server = server;
    this.profile = server.clientProfile();
  }

  ServerProcess server() {
    return server;
  }

  Trace trace() {
    return trace;
  }

  ClientProfile profile() {
    return profile;
  }

  /// A number that no other test of this run has.
  static String newNumber() {
    return "+1555" + NUMBERS.incrementAndGet();
  }

  /// The first device of a new account, with its one-time keys published.
  ForeignDevice register() throws IOException {
    var number = newNumber();
    var device = register(number, server.invite(number));
    device.publishOneTimeKeys(ONE_TIME_KEYS);
    return device;
  }

  /// The first device of an account that is registered with this code.
  ForeignDevice register(String number, String code) throws IOException {
    var registration = new Registration(profile, trace, number);
    var session = registration.openSession();
    if (!registration.submitCode(session, code)) {
      throw new IllegalStateException("the invite's code was not accepted");
    }
    return remember(registration.register(session));
  }

  /// Links a further device the way two people's hands would: the new one shows its address, the
  /// first one scans it.
  ForeignDevice link(ForeignDevice primary, String name) throws IOException, TimeoutException {
    return link(primary, name, linkCode(primary));
  }

  /// A code that lets one device in.
  static LinkedDeviceVerificationCodeResponse linkCode(ForeignDevice primary) throws IOException {
    return NetworkResultUtil.toBasicLegacy(primary.linkDeviceApi().getDeviceVerificationCode());
  }

  /// The same with a code that the first device has got already.
  ForeignDevice link(ForeignDevice primary, String name, LinkedDeviceVerificationCodeResponse code)
      throws IOException, TimeoutException {
    var password = UUID.randomUUID().toString();
    var login = new DynamicCredentialsProvider(null, null, null, password, 1);
    var connections = new Connections(profile, trace, login);
    var socket = new ProvisioningSocket(connections.configuration(), Connections.AGENT);
    var provisioning = new ProvisioningApi(connections.http(), socket, login);
    var temporary = IdentityKeyPair.generate();

    approve(primary, provisioning.getNewDeviceUuid(), temporary, code.getVerificationCode());

    var granted = provisioning.getNewDeviceRegistration(temporary);
    var secrets =
        new Person.Secrets(
            granted.getAciIdentity(),
            granted.getPniIdentity(),
            granted.getProfileKey(),
            granted.getAccountEntropyPool(),
            granted.getMediaRootBackupKey());
    var keys = DeviceKeys.generate(secrets);
    var encryptedName =
        DeviceNameUtil.encryptDeviceName(name, secrets.aciIdentity().getPrivateKey());
    int deviceId =
        provisioning.finishNewDeviceRegistration(
            granted.getProvisioningCode(),
            keys.attributes(secrets, encryptedName),
            keys.forAci().repeatedUse(),
            keys.forPni().repeatedUse());

    var person = new Person(granted.getNumber(), granted.getAci(), granted.getPni(), secrets);
    var device = open(person, deviceId, password, keys);
    device.publishOneTimeKeys(ONE_TIME_KEYS);
    return device;
  }

  /// Another run of the same device, as after a restart of its application.
  ForeignDevice again(ForeignDevice device) {
    var password = device.connections().credentials().getPassword();
    return open(device.person(), device.deviceId(), password, device.keys());
  }

  /// The same device with a password that is not its own.
  ForeignDevice impostor(ForeignDevice device) {
    return open(device.person(), device.deviceId(), UUID.randomUUID().toString(), device.keys());
  }

  @Override
  public void close() {
    devices.forEach(ForeignDevice::close);
  }

  private void approve(
      ForeignDevice primary, String address, IdentityKeyPair temporary, String code)
      throws IOException {
    var person = primary.person();
    var secrets = person.secrets();
    NetworkResultUtil.toBasicLegacy(
        primary
            .linkDeviceApi()
            .linkDevice(
                person.number(),
                person.aci(),
                person.pni(),
                address,
                temporary.getPublicKey().getPublicKey(),
                secrets.aciIdentity(),
                secrets.pniIdentity(),
                secrets.profileKey(),
                secrets.entropyPool().deriveMasterKey(),
                secrets.mediaRootBackupKey(),
                secrets.entropyPool(),
                code,
                null));
  }

  private ForeignDevice open(Person person, int deviceId, String password, DeviceKeys keys) {
    var login =
        new StaticCredentialsProvider(
            person.aci(), person.pni(), person.number(), deviceId, password);
    return remember(
        new ForeignDevice(person, deviceId, keys, new Connections(profile, trace, login)));
  }

  private ForeignDevice remember(ForeignDevice device) {
    devices.add(device);
    return device;
  }
}
