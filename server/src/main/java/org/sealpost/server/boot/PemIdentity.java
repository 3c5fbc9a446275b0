package org.sealpost.server.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A certificate chain and its private key out of PEM files, as the key store that the JDK wants.
/// The store is in memory alone.
final class PemIdentity {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private PemIdentity() {}

  /// @throws CannotStart naming the file that is wrong
  static KeyStore read(Path certificate, Path key, char[] password) {
    try {
      Certificate[] chain = chain(certificate);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("server", key(key), password, chain);
      return store;
    } catch (IOException e) {
      throw new CannotStart(
          "the TLS files "
              + certificate
              + " and "
              + key
              + " cannot be read; check that they exist"
              + " and belong to the user who runs the server",
          e);
    } catch (GeneralSecurityException e) {
      throw new CannotStart(
          "the TLS files " + certificate + " and " + key + " do not belong together", e);
    }
  }

  private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .toArray(Certificate[]::new);
      if (chain.length > 0) {
        return chain;
      }
    } catch (java.security.cert.CertificateException e) {
      // said below
    }
    throw new CannotStart(file + " holds no certificate in PEM form; give the chain there");
  }

  private static PrivateKey key(Path file) throws IOException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (pem.find()) {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
          // another kind of key
        }
      }
    }
    throw new CannotStart(
        file
            + " holds no private key in PKCS #8 PEM form; convert it with: openssl pkcs8 -topk8"
            + " -nocrypt");
  }
}
