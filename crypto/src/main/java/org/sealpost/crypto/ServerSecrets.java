package org.sealpost.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.zkgroup.GenericServerSecretParams;
import org.signal.libsignal.zkgroup.ServerSecretParams;

/// The server's secrets, made once at init: everything but the private half of the trust root,
/// which only signs server certificates and lies in a file of its own. Public parameters are kept
/// beside their secrets, so that reading them needs no native code.
public final class ServerSecrets {
  /// Free choice of the server but for one revoked test id (profiles and certificates, section 5).
  private static final int SERVER_CERTIFICATE_ID = 1;

  private final Map<Name, SecretBytes> values;

  private ServerSecrets(Map<Name, SecretBytes> values) {
    this.values = values;
  }

  /// Names as they are written; none is ever changed. A file has all of them and no other: the
  /// version that adds a name also makes its secret, and writes it, where a file of before lacks
  /// it.
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
    ENVELOPE_ID_KEY
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
    return new SenderCertificates(
        bytes(Name.SERVER_CERTIFICATE), get(Name.SERVER_PRIVATE_KEY), calls);
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
      if (!values.containsKey(name)) {
        throw new KeysRefused("the server's secrets lack " + name);
      }
    }
    return new ServerSecrets(values);
  }

  private static void put(Map<Name, SecretBytes> values, Name name, byte[] value) {
    values.put(name, SecretBytes.wrap(value));
  }

  private SecretBytes get(Name name) {
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
