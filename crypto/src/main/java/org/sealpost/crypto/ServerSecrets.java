package org.sealpost.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.zkgroup.GenericServerSecretParams;
import org.signal.libsignal.zkgroup.ServerSecretParams;

/// The server's secrets, made once at init: everything but the private half of the trust root,
/// which only signs server certificates and lies in a file of its own. Public parameters are kept
/// beside their secrets, so that reading them needs no native code. The signer of sender
/// certificates changes when it is rotated; nothing else ever does.
public final class ServerSecrets {
  /// Free choice of the server but for one revoked test id (profiles and certificates, section 5).
  private static final int SERVER_CERTIFICATE_ID = 1;

  private static final int REVOKED_ID = 0xDEADC357;

  /// Replaced whole, never written to.
  private volatile Map<Name, SecretBytes> values;

  private ServerSecrets(Map<Name, SecretBytes> values) {
    this.values = values;
  }

  /// Names as they are written; none is ever changed. A file has all of them and no other, except
  /// that who never rotated the signer has no former ones: the version that adds a name also makes
  /// its secret, and writes it, where a file of before lacks it.
  private enum Name {
    TRUST_ROOT_PUBLIC,
    SERVER_CERTIFICATE,
    SERVER_PRIVATE_KEY,
    ZKGROUP_SECRET,
    ZKGROUP_PUBLIC,
    GENERIC_SECRET,
    GENERIC_PUBLIC,
    BACKUP_SECRET,
    BACKUP_PUBLIC,
    LOOKUP_KEY,
    NUMBER_IDENTITY_KEY,
    LINK_CODE_KEY,
    ENVELOPE_ID_KEY,
    FORMER_SIGNERS
  }

  /// New secrets, and the trust root's private key apart from them.
  record Made(ServerSecrets secrets, SecretBytes trustRootPrivateKey) {}

  static Made make(SecureRandom random) {
    Map<Name, SecretBytes> values = new EnumMap<>(Name.class);
    ECKeyPair root = ECKeyPair.generate();
    ECKeyPair server = ECKeyPair.generate();
    put(values, Name.TRUST_ROOT_PUBLIC, root.getPublicKey().serialize());
    put(values, Name.SERVER_PRIVATE_KEY, server.getPrivateKey().serialize());
    put(
        values,
        Name.SERVER_CERTIFICATE,
        new ServerCertificate(root.getPrivateKey(), SERVER_CERTIFICATE_ID, server.getPublicKey())
            .getSerialized());
    ServerSecretParams groups = ServerSecretParams.generate(random);
    put(values, Name.ZKGROUP_SECRET, groups.serialize());
    put(values, Name.ZKGROUP_PUBLIC, groups.getPublicParams().serialize());
    GenericServerSecretParams generic = GenericServerSecretParams.generate(random);
    put(values, Name.GENERIC_SECRET, generic.serialize());
    put(values, Name.GENERIC_PUBLIC, generic.getPublicParams().serialize());
    GenericServerSecretParams backup = GenericServerSecretParams.generate(random);
    put(values, Name.BACKUP_SECRET, backup.serialize());
    put(values, Name.BACKUP_PUBLIC, backup.getPublicParams().serialize());
    for (Name name :
        new Name[] {
          Name.LOOKUP_KEY, Name.NUMBER_IDENTITY_KEY, Name.LINK_CODE_KEY, Name.ENVELOPE_ID_KEY
        }) {
      byte[] key = new byte[MacKey.KEY_BYTES];
      random.nextBytes(key);
      put(values, name, key);
    }
    return new Made(new ServerSecrets(values), SecretBytes.wrap(root.getPrivateKey().serialize()));
  }

  public ClientParameters clientParameters() {
    return new ClientParameters(
        bytes(Name.TRUST_ROOT_PUBLIC),
        bytes(Name.ZKGROUP_PUBLIC),
        bytes(Name.GENERIC_PUBLIC),
        bytes(Name.BACKUP_PUBLIC));
  }

  public LookupHashes lookupHashes() {
    return new LookupHashes(macKey(Name.LOOKUP_KEY), macKey(Name.NUMBER_IDENTITY_KEY));
  }

  public SenderCertificates senderCertificates(NativeCalls calls) {
    return new SenderCertificates(this::signer, calls);
  }

  private CertificateSigner signer() {
    Map<Name, SecretBytes> now = values;
    return new CertificateSigner(
        Bytes.copyOf(get(now, Name.SERVER_CERTIFICATE).reveal()),
        get(now, Name.SERVER_PRIVATE_KEY));
  }

  /// A signer that takes the place of the present one once it is written and [#become].
  record Rotated(ServerSecrets next, SignerRotation rotation) {}

  /// Makes another signer, certified by the trust root.
  ///
  /// @param validity how long a sender certificate is valid that was signed a moment ago
  /// @throws KeysRefused when the key is not the trust root's
  Rotated rotateSigner(SecretBytes trustRootKey, Instant now, Duration validity) {
    try {
      ServerCertificate present = new ServerCertificate(signer().certificate().unsafeArray());
      ECPrivateKey root = trustRoot(trustRootKey, present);
      int id = nextId(present.getKeyId());
      ECKeyPair server = ECKeyPair.generate();
      Map<Name, SecretBytes> next = new EnumMap<>(values);
      put(next, Name.SERVER_PRIVATE_KEY, server.getPrivateKey().serialize());
      put(
          next,
          Name.SERVER_CERTIFICATE,
          new ServerCertificate(root, id, server.getPublicKey()).getSerialized());
      Instant until = now.plus(validity);
      SecretBytes former = values.get(Name.FORMER_SIGNERS);
      next.put(
          Name.FORMER_SIGNERS,
          (former == null ? new FormerSigners(List.of()) : FormerSigners.decode(former))
              .with(new FormerSigners.Former(until, Bytes.wrap(present.getSerialized())), now)
              .encode());
      return new Rotated(
          new ServerSecrets(next), new SignerRotation(id, present.getKeyId(), until));
    } catch (InvalidCertificateException e) {
      throw new IllegalStateException("the server's own certificate is none", e);
    }
  }

  static int nextId(int presentId) {
    return presentId + 1 == REVOKED_ID ? presentId + 2 : presentId + 1;
  }

  /// The private key, if it is the one whose public half clients hold and that signed the present
  /// certificate.
  private ECPrivateKey trustRoot(SecretBytes key, ServerCertificate present) {
    try {
      ECPrivateKey root = new ECPrivateKey(key.reveal());
      ECPublicKey theirs = root.publicKey();
      if (Arrays.equals(theirs.serialize(), get(Name.TRUST_ROOT_PUBLIC).reveal())
          && theirs.verifySignature(present.getCertificate(), present.getSignature())) {
        return root;
      }
    } catch (InvalidKeyException e) {
      // the same answer
    }
    throw new KeysRefused(
        "that is not the trust root that signed the present certificate, and the one that clients"
            + " hold; nothing was changed");
  }

  /// Takes over what was written.
  void become(ServerSecrets next) {
    values = next.values;
  }

  /// Issues credentials under the zkgroup parameters that clients are configured with.
  public ProfileCredentials profileCredentials(NativeCalls calls) {
    return new ProfileCredentials(get(Name.ZKGROUP_SECRET), calls);
  }

  /// Signs link codes.
  public MacKey linkCodes() {
    return macKey(Name.LINK_CODE_KEY);
  }

  /// Makes envelope ids (design section 4).
  public MacKey envelopeIds() {
    return macKey(Name.ENVELOPE_ID_KEY);
  }

  /// Signs grants to write and to fetch objects. Derived, so that keys folders of before have it
  /// too: a secret of its own would say nothing that this does not.
  public MacKey mediaGrants() {
    return new MacKey(SecretBytes.wrap(macKey(Name.LOOKUP_KEY).mac("media grants").toByteArray()));
  }

  /// Count, then name, length and bytes of each.
  SecretBytes encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(values.size());
      for (Map.Entry<Name, SecretBytes> entry : values.entrySet()) {
        out.writeUTF(entry.getKey().name());
        out.writeInt(entry.getValue().size());
        out.write(entry.getValue().reveal());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SecretBytes.wrap(bytes.toByteArray());
  }

  static ServerSecrets decode(SecretBytes encoded) {
    Map<Name, SecretBytes> values = new EnumMap<>(Name.class);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded.reveal()))) {
      for (int left = in.readInt(); left > 0; left--) {
        Name name = Name.valueOf(in.readUTF());
        values.put(name, SecretBytes.wrap(in.readNBytes(in.readInt())));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new KeysRefused("the server's secrets are of another version of this program");
    }
    for (Name name : Name.values()) {
      if (name != Name.FORMER_SIGNERS && !values.containsKey(name)) {
        throw new KeysRefused("the server's secrets lack " + name);
      }
    }
    return new ServerSecrets(values);
  }

  private static void put(Map<Name, SecretBytes> values, Name name, byte[] value) {
    values.put(name, SecretBytes.wrap(value));
  }

  private SecretBytes get(Name name) {
    return get(values, name);
  }

  private static SecretBytes get(Map<Name, SecretBytes> values, Name name) {
    SecretBytes value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the server's secrets lack " + name);
    }
    return value;
  }

  private Bytes bytes(Name name) {
    return Bytes.copyOf(get(name).reveal());
  }

  private MacKey macKey(Name name) {
    return new MacKey(get(name));
  }

  @Override
  public String toString() {
    return "ServerSecrets[redacted]";
  }
}
