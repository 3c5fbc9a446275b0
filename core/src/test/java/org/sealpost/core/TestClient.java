package org.sealpost.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Registration;
import org.sealpost.core.accounts.RegistrationOutcome;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationProof;
import org.sealpost.core.accounts.VerificationSession;
import org.sealpost.core.devices.Link;
import org.sealpost.core.devices.LinkCodeOutcome;
import org.sealpost.core.keys.PreKeyPublication;
import org.sealpost.core.prekeys.DevicePreKeys;
import org.sealpost.core.prekeys.OneTimeKey;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;

/// What a client has: a number, two identities, and keys signed by them.
public final class TestClient {
  public static final String PASSWORD = "made by a client, long enough";

  public final PhoneNumber number;
  public final ECKeyPair aciIdentity = ECKeyPair.generate();
  public final ECKeyPair pniIdentity = ECKeyPair.generate();

  public TestClient(String number) {
    this.number = new PhoneNumber(number);
  }

  /// A session that an invite's code has verified.
  public VerificationSession verify(TestCore core) {
    String code = core.invites.make(number).code();
    String id = core.sessions.open(number, "192.0.2.1").id();
    core.sessions.requestCode(id);
    core.sessions.submitCode(id, code);
    return core.sessions.find(id).orElseThrow();
  }

  public Account register(TestCore core) {
    return registered(core.register.register(registration(verify(core).id()))).account();
  }

  public static Registered registered(RegistrationOutcome outcome) {
    if (outcome instanceof Registered registered) {
      return registered;
    }
    throw new AssertionError("not registered: " + outcome);
  }

  public Registration registration(String sessionId) {
    return registration(sessionId, PASSWORD, attributes(), preKeys());
  }

  public Registration registration(
      String sessionId, String password, Attributes attributes, DevicePreKeys preKeys) {
    return new Registration(
        new RegistrationProof.VerifiedSession(sessionId),
        number,
        password,
        attributes,
        key(aciIdentity),
        key(pniIdentity),
        preKeys);
  }

  /// With another proof.
  public static Registration by(RegistrationProof proof, Registration request) {
    return new Registration(
        proof,
        request.number(),
        request.password(),
        request.attributes(),
        request.aciIdentityKey(),
        request.pniIdentityKey(),
        request.preKeys());
  }

  public AuthenticatedDevice primary(TestCore core, Account account) {
    return device(core, account, 1, PASSWORD);
  }

  public AuthenticatedDevice device(TestCore core, Account account, int id, String password) {
    return core.authentication
        .device(new BasicCredentials(account.aci().text() + "." + id, password))
        .orElseThrow();
  }

  /// A link code of the account's primary device.
  public String linkCode(TestCore core, Account account) {
    return switch (core.createLinkCode.create(primary(core, account))) {
      case LinkCodeOutcome.Created created -> created.code();
      case LinkCodeOutcome.NotPrimary refused -> throw new AssertionError(refused.toString());
      case LinkCodeOutcome.DeviceLimitReached refused ->
          throw new AssertionError(refused.toString());
    };
  }

  public Link link(String code) {
    return link(code, attributes());
  }

  public Link link(String code, Attributes attributes) {
    return new Link(code, PASSWORD, attributes, preKeys());
  }

  public static Attributes attributes() {
    return attributes(Set.of("storage"));
  }

  public static Attributes attributes(Set<String> capabilities) {
    return attributes(capabilities, Optional.empty(), Optional.empty());
  }

  /// With a registration lock and a recovery password, perhaps.
  public static Attributes attributes(
      Set<String> capabilities, Optional<SecretBytes> lock, Optional<SecretBytes> recovery) {
    return new Attributes(
        1234,
        4321,
        true,
        lock,
        Optional.of(SecretBytes.wrap("sixteen bytes..!".getBytes(StandardCharsets.US_ASCII))),
        false,
        true,
        capabilities,
        Optional.of(Bytes.wrap(new byte[] {1, 2, 3})),
        recovery);
  }

  public DevicePreKeys preKeys() {
    return new DevicePreKeys(
        ec(IdentityType.ACI, 1),
        kyber(IdentityType.ACI, 2),
        ec(IdentityType.PNI, 3),
        kyber(IdentityType.PNI, 4));
  }

  /// An upload of one-time keys with the ids from `first` on.
  public PreKeyPublication oneTimeKeys(IdentityType identity, int first, int ec, int kyber) {
    return new PreKeyPublication(
        IntStream.range(first, first + ec)
            .mapToObj(id -> new OneTimeKey(id, key(ECKeyPair.generate())))
            .toList(),
        Optional.empty(),
        Stream.iterate(first, id -> id + 1).limit(kyber).map(id -> kyber(identity, id)).toList(),
        Optional.empty());
  }

  public SignedKey ec(IdentityType identity, long id) {
    return signed(identity, id, key(ECKeyPair.generate()));
  }

  public SignedKey kyber(IdentityType identity, long id) {
    return signed(
        identity,
        id,
        Bytes.wrap(KEMKeyPair.generate(KEMKeyType.KYBER_1024).getPublicKey().serialize()));
  }

  private SignedKey signed(IdentityType identity, long id, Bytes publicKey) {
    ECKeyPair signer =
        switch (identity) {
          case ACI -> aciIdentity;
          case PNI -> pniIdentity;
        };
    return new SignedKey(
        id,
        publicKey,
        Bytes.wrap(signer.getPrivateKey().calculateSignature(publicKey.toByteArray())));
  }

  public static Bytes key(ECKeyPair pair) {
    return Bytes.wrap(pair.getPublicKey().serialize());
  }
}
