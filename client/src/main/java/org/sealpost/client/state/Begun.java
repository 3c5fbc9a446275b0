package org.sealpost.client.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.proto.KeptNumberChange;
import org.sealpost.client.state.proto.KeptRegistration;
import org.sealpost.client.state.proto.KeptRepeatedUseKeys;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// Steps that were begun at the server and whose end this device does not know: written before the
/// request, so that a device that is killed repeats it as it was. They lie in the table `self` and
/// go with it.
public final class Begun {
  static final String NUMBER_CHANGE = "begunNumberChange";
  private static final String REGISTRATION = "begunRegistration";

  private final Database database;

  Begun(Database database) {
    this.database = database;
  }

  public Optional<NumberChangeBegun> numberChange() {
    return read(NUMBER_CHANGE)
        .map(bytes ->
            parse(() -> {
              KeptNumberChange kept = KeptNumberChange.parseFrom(bytes);
              Map<Integer, PniKeys> devices = new TreeMap<>();
              for (KeptNumberChange.Device device : kept.getDeviceList()) {
                devices.put(
                    device.getId(),
                    new PniKeys(keys(device.getKeys()), device.getRegistrationId()));
              }
              return new NumberChangeBegun(
                  new PhoneNumber(kept.getNumber()),
                  kept.hasSession()
                      ? new RegistrationProof.VerifiedSession(kept.getSession())
                      : new RegistrationProof.RecoveryPassword(secret(kept.getRecoveryPassword())),
                  secret(kept.hasRegistrationLock(), kept.getRegistrationLock()),
                  new IdentityKeyPair(kept.getIdentity().toByteArray()),
                  devices);
            }));
  }

  public void save(NumberChangeBegun change) {
    KeptNumberChange.Builder kept =
        KeptNumberChange.newBuilder()
            .setNumber(change.number().e164())
            .setIdentity(bytes(change.identity().serialize()));
    switch (change.proof()) {
      case RegistrationProof.VerifiedSession(var id) -> kept.setSession(id);
      case RegistrationProof.RecoveryPassword(var password) ->
          kept.setRecoveryPassword(bytes(password.reveal()));
      case RegistrationProof.Code _ -> throw noCode();
    }
    change.lock().ifPresent(lock -> kept.setRegistrationLock(bytes(lock.reveal())));
    change
        .devices()
        .forEach((id, keys) ->
            kept.addDevice(
                KeptNumberChange.Device.newBuilder()
                    .setId(id)
                    .setKeys(kept(keys.keys()))
                    .setRegistrationId(keys.registrationId())));
    write(NUMBER_CHANGE, kept.build().toByteArray());
  }

  public void dropNumberChange() {
    drop(NUMBER_CHANGE);
  }

  public Optional<RegistrationBegun> registration() {
    return read(REGISTRATION)
        .map(bytes ->
            parse(() -> {
              KeptRegistration kept = KeptRegistration.parseFrom(bytes);
              return new RegistrationBegun(
                  new PhoneNumber(kept.getNumber()),
                  kept.hasSession()
                      ? new RegistrationProof.VerifiedSession(kept.getSession())
                      : new RegistrationProof.RecoveryPassword(
                          secret(kept.getRecoveryPasswordShown())),
                  kept.getPassword(),
                  secret(kept.getProfileKey()),
                  new DeviceKeys(
                      new IdentityKeyPair(kept.getAciIdentity().toByteArray()),
                      new IdentityKeyPair(kept.getPniIdentity().toByteArray()),
                      keys(kept.getAci()),
                      keys(kept.getPni()),
                      kept.getRegistrationId(),
                      kept.getPniRegistrationId()),
                  secret(kept.hasRegistrationLock(), kept.getRegistrationLock()),
                  secret(kept.hasRecoveryPassword(), kept.getRecoveryPassword()));
            }));
  }

  public void save(RegistrationBegun registration) {
    DeviceKeys keys = registration.keys();
    KeptRegistration.Builder kept =
        KeptRegistration.newBuilder()
            .setNumber(registration.number().e164())
            .setPassword(registration.password())
            .setProfileKey(bytes(registration.profileKey().reveal()))
            .setAciIdentity(bytes(keys.aciIdentity().serialize()))
            .setPniIdentity(bytes(keys.pniIdentity().serialize()))
            .setAci(kept(keys.aci()))
            .setPni(kept(keys.pni()))
            .setRegistrationId(keys.registrationId())
            .setPniRegistrationId(keys.pniRegistrationId());
    switch (registration.proof()) {
      case RegistrationProof.VerifiedSession(var id) -> kept.setSession(id);
      case RegistrationProof.RecoveryPassword(var password) ->
          kept.setRecoveryPasswordShown(bytes(password.reveal()));
      case RegistrationProof.Code _ -> throw noCode();
    }
    registration.lock().ifPresent(lock -> kept.setRegistrationLock(bytes(lock.reveal())));
    registration
        .recoveryPassword()
        .ifPresent(password -> kept.setRecoveryPassword(bytes(password.reveal())));
    write(REGISTRATION, kept.build().toByteArray());
  }

  private static IllegalArgumentException noCode() {
    return new IllegalArgumentException("a code is used up before the step begins");
  }

  public void dropRegistration() {
    drop(REGISTRATION);
  }

  private Optional<byte[]> read(String key) {
    return database.first("select value from self where key = ?", row -> row.getBytes(1), key);
  }

  private void write(String key, byte[] value) {
    database.write("insert or replace into self values (?, ?)", key, value);
  }

  private void drop(String key) {
    database.write("delete from self where key = ?", key);
  }

  private interface Parsing<T> {
    T run() throws InvalidProtocolBufferException, InvalidMessageException, InvalidKeyException;
  }

  private static <T> T parse(Parsing<T> parsing) {
    try {
      return parsing.run();
    } catch (InvalidProtocolBufferException | InvalidMessageException | InvalidKeyException e) {
      throw new StateUnavailable("the client's state holds a step that cannot be read", e);
    }
  }

  private static RepeatedUseKeys keys(KeptRepeatedUseKeys kept) throws InvalidMessageException {
    return new RepeatedUseKeys(
        new SignedPreKeyRecord(kept.getSigned().toByteArray()),
        new KyberPreKeyRecord(kept.getLastResort().toByteArray()));
  }

  private static KeptRepeatedUseKeys kept(RepeatedUseKeys keys) {
    return KeptRepeatedUseKeys.newBuilder()
        .setSigned(bytes(keys.signed().serialize()))
        .setLastResort(bytes(keys.lastResort().serialize()))
        .build();
  }

  private static Optional<SecretBytes> secret(boolean present, ByteString bytes) {
    return present ? Optional.of(secret(bytes)) : Optional.empty();
  }

  private static SecretBytes secret(ByteString bytes) {
    return SecretBytes.wrap(bytes.toByteArray());
  }

  private static ByteString bytes(byte[] array) {
    return ByteString.copyFrom(array);
  }
}
