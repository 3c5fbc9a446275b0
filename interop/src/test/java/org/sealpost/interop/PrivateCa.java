package org.sealpost.interop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.whispersystems.signalservice.api.push.TrustStore;

/// The one certificate authority that the library shall trust, in the key store format that it
/// reads (BKS, which needs Bouncy Castle's provider).
final class PrivateCa implements TrustStore {

  private static final String PASSWORD = "interop";

  static {
    Security.addProvider(new BouncyCastleProvider());
  }

  private final byte[] keyStore;

  PrivateCa(String caPem) {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII)));
      var store = KeyStore.getInstance("BKS");
      store.load(null, PASSWORD.toCharArray());
      int number = 0;
      for (var certificate : certificates) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
      var written = new ByteArrayOutputStream();
      store.store(written, PASSWORD.toCharArray());
      this.keyStore = written.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("caPem of the client profile holds no certificate", e);
    }
  }

  @Override
  public InputStream getKeyStoreInputStream() {
    return new ByteArrayInputStream(keyStore);
  }

  @Override
  public String getKeyStorePassword() {
    return PASSWORD;
  }
}
