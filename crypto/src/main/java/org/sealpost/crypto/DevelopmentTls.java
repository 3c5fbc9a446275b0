package org.sealpost.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certification authority of one's own and the server's certificate from it, for a server that
/// has no certificate of the outside world. Made at the first start and used again later; the
/// server's certificate is renewed when it ends within thirty days or the host has another name. EC
/// P-256 keys.
///
/// ```
/// tls/                0700, every file in it 0600
///   ca.pem            certificate of the authority: what clients trust
///   ca.key            its private key
///   server.pem        the server's certificate, then the authority's
///   server.key        its private key
/// ```
public final class DevelopmentTls {
  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(397);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  /// Clocks of clients may be behind.
  private static final Duration BACKDATED = Duration.ofDays(1);

  private final Path folder;
  private final Clock clock;
  private final SecureRandom random;

  public DevelopmentTls(Path folder, Clock clock, SecureRandom random) {
    this.folder = folder;
    this.clock = clock;
    this.random = random;
  }

  /// PEM files for a TLS listener, and the authority's certificate for clients.
  public record TlsFiles(Path authority, Path certificateChain, Path privateKey) {}

  /// Makes or renews what is missing or ends soon.
  ///
  /// @param hostName named in the certificate beside `localhost`, `127.0.0.1` and `::1`
  public TlsFiles prepare(String hostName) {
    Path authority = folder.resolve("ca.pem");
    Path authorityKey = folder.resolve("ca.key");
    Path chain = folder.resolve("server.pem");
    Path key = folder.resolve("server.key");
    try {
      PrivateFiles.makeFolder(folder);
      // The certificate is written last, so one without its key is a key that somebody took away,
      // and clients trust it.
      if (!Files.exists(authority)) {
        makeAuthority(authority, authorityKey);
      }
      Set<String> names = names(hostName);
      if (!Files.exists(chain) || !Files.exists(key) || !isGood(chain, key, authority, names)) {
        if (!Files.exists(authorityKey)) {
          throw new KeysRefused(
              "the server's certificate in "
                  + folder
                  + " has to be renewed and "
                  + authorityKey
                  + " is not there to sign it; put it back, or remove the folder to have a new"
                  + " authority made, which every client must then be given");
        }
        makeServer(authority, authorityKey, chain, key, names);
      }
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | IllegalArgumentException e) {
      throw new KeysRefused(
          "the TLS files in "
              + folder
              + " cannot be used; remove the folder to have new ones made");
    }
    return new TlsFiles(authority, chain, key);
  }

  private void makeAuthority(Path certificateFile, Path keyFile)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair keys = newKeys();
    X500Name name =
        new X500Name("CN=Sealpost development CA " + Long.toHexString(random.nextLong()));
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
    X509v3CertificateBuilder builder = builder(name, name, keys, CA_LIFE);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(keys.getPublic()));
    PrivateFiles.write(keyFile, Pem.privateKey(keys.getPrivate()));
    PrivateFiles.write(certificateFile, Pem.certificates(sign(builder, keys.getPrivate())));
  }

  private void makeServer(
      Path authorityFile, Path authorityKeyFile, Path chainFile, Path keyFile, Set<String> names)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X509Certificate authority = Pem.readCertificates(authorityFile).getFirst();
    KeyPair keys = newKeys();
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
    X509v3CertificateBuilder builder =
        builder(
            X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
            new X500Name("CN=Sealpost server"),
            keys,
            SERVER_LIFE);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            names.stream().map(DevelopmentTls::generalName).toArray(GeneralName[]::new)));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(keys.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(authority));
    X509Certificate certificate = sign(builder, Pem.readPrivateKey(authorityKeyFile));
    PrivateFiles.write(keyFile, Pem.privateKey(keys.getPrivate()));
    PrivateFiles.write(chainFile, Pem.certificates(certificate, authority));
  }

  private boolean isGood(Path chain, Path key, Path authority, Set<String> names)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = Pem.readCertificates(chain).getFirst();
    Instant end = certificate.getNotAfter().toInstant();
    if (!end.isAfter(clock.instant().plus(RENEW_BEFORE)) || !namesIn(certificate).equals(names)) {
      return false;
    }
    certificate.verify(Pem.readCertificates(authority).getFirst().getPublicKey());
    return belongTogether(certificate, Pem.readPrivateKey(key));
  }

  /// A crash between the two files of a renewal leaves a key that is not the certificate's.
  private static boolean belongTogether(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    byte[] probe = certificate.getEncoded();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(probe);
    return signature.verify(signed);
  }

  private static Set<String> names(String hostName) {
    Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    if (hostName.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
      names.add(hostName.toLowerCase(java.util.Locale.ROOT));
    }
    return names;
  }

  private static Set<String> namesIn(X509Certificate certificate) throws GeneralSecurityException {
    Set<String> names = new LinkedHashSet<>();
    var listed = certificate.getSubjectAlternativeNames();
    if (listed != null) {
      for (List<?> name : listed) {
        String text = String.valueOf(name.get(1));
        names.add(text.equals("0:0:0:0:0:0:0:1") ? "::1" : text);
      }
    }
    return names;
  }

  private static GeneralName generalName(String name) {
    boolean address = name.contains(":") || name.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Duration life) {
    Instant now = clock.instant();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, random).add(BigInteger.ONE),
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(life)),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }
}
