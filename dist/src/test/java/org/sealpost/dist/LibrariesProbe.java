package org.sealpost.dist;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.ServiceId.Aci;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;
import org.signal.libsignal.zkgroup.ServerSecretParams;

/// A `main` that runs on the class path of the built distribution and uses each native library
/// once: a sealed message from end to end, zkgroup parameters, a SQLite query.
final class LibrariesProbe {
  private static final byte[] MESSAGE = "hello".getBytes(StandardCharsets.UTF_8);

  private LibrariesProbe() {}

  public static void main(String[] args) throws Exception {
    Relaunch.withNativeLibraries();
    sealAndOpen();
    int zkgroupBytes = ServerSecretParams.generate().getPublicParams().serialize().length;
    System.out.println("zkgroup public parameters: " + zkgroupBytes + " bytes");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("select sqlite_version()")) {
      version.next();
      System.out.println("SQLite " + version.getString(1));
    }
    try (var maps = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.UTF_8)) {
      maps.filter(line -> line.contains("signal_jni") || line.contains("sqlitejdbc"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .forEach(library -> System.out.println("loaded " + library));
    }
  }

  private static void sealAndOpen() throws Exception {
    var alice = new InMemorySignalProtocolStore(IdentityKeyPair.generate(), 1);
    var bob = new InMemorySignalProtocolStore(IdentityKeyPair.generate(), 2);
    UUID aliceId = UUID.randomUUID();
    UUID bobId = UUID.randomUUID();
    var bobAddress = new SignalProtocolAddress(new Aci(bobId), 1);

    var bobKey = bob.getIdentityKeyPair().getPrivateKey();
    ECKeyPair signed = ECKeyPair.generate();
    byte[] signedSignature = bobKey.calculateSignature(signed.getPublicKey().serialize());
    bob.storeSignedPreKey(7, new SignedPreKeyRecord(7, 0, signed, signedSignature));
    KEMKeyPair kyber = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    byte[] kyberSignature = bobKey.calculateSignature(kyber.getPublicKey().serialize());
    bob.storeKyberPreKey(8, new KyberPreKeyRecord(8, 0, kyber, kyberSignature));
    new SessionBuilder(alice, bobAddress)
        .process(
            new PreKeyBundle(
                2,
                1,
                PreKeyBundle.NULL_PRE_KEY_ID,
                null,
                7,
                signed.getPublicKey(),
                signedSignature,
                bob.getIdentityKeyPair().getPublicKey(),
                8,
                kyber.getPublicKey(),
                kyberSignature));

    ECKeyPair root = ECKeyPair.generate();
    ECKeyPair server = ECKeyPair.generate();
    long now = Instant.now().toEpochMilli();
    SenderCertificate certificate =
        new ServerCertificate(root.getPrivateKey(), 1, server.getPublicKey())
            .issue(
                server.getPrivateKey(),
                new Aci(aliceId),
                Optional.empty(),
                1,
                alice.getIdentityKeyPair().getPublicKey().getPublicKey(),
                now + 60_000);
    byte[] sealed =
        new SealedSessionCipher(alice, aliceId, null, 1).encrypt(bobAddress, certificate, MESSAGE);
    var opened =
        new SealedSessionCipher(bob, bobId, null, 1)
            .decrypt(new CertificateValidator(List.of(root.getPublicKey())), sealed, now);
    if (!Arrays.equals(opened.getPaddedMessage(), MESSAGE)) {
      throw new AssertionError("the sealed message did not come back");
    }
    System.out.println("sealed message: " + sealed.length + " bytes, opened");
  }
}
