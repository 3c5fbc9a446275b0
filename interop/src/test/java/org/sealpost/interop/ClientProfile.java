package org.sealpost.interop;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Interceptor;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.Curve;
import org.whispersystems.signalservice.internal.configuration.SignalCdnUrl;
import org.whispersystems.signalservice.internal.configuration.SignalCdsiUrl;
import org.whispersystems.signalservice.internal.configuration.SignalServiceConfiguration;
import org.whispersystems.signalservice.internal.configuration.SignalServiceUrl;
import org.whispersystems.signalservice.internal.configuration.SignalStorageUrl;
import org.whispersystems.signalservice.internal.configuration.SignalSvr2Url;

/// What `sealpost client-profile` prints: all that a client of another maker must be told about a
/// server.
@JsonIgnoreProperties(ignoreUnknown = true)
record ClientProfile(
    String url,
    String caPem,
    String unidentifiedSenderTrustRoot,
    String zkGroupServerPublicParams,
    String genericServerPublicParams,
    String backupServerPublicParams) {

  static ClientProfile parse(String json) {
    try {
      return new ObjectMapper().readValue(json, ClientProfile.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("client-profile printed something else than its JSON", e);
    }
  }

  int port() {
    return URI.create(url).getPort();
  }

  /// Checks the certificates of sealed senders against this server's trust root.
  CertificateValidator certificateValidator() {
    try {
      return new CertificateValidator(Curve.decodePoint(decode(unidentifiedSenderTrustRoot), 0));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the trust root is not a public key", e);
    }
  }

  /// The library's configuration: every host is this server, and only its own CA is trusted.
  SignalServiceConfiguration configuration(Interceptor trace) {
    var trust = new PrivateCa(caPem);
    var cdn = new SignalCdnUrl[] {new SignalCdnUrl(url, trust)};
    return new SignalServiceConfiguration(
        new SignalServiceUrl[] {new SignalServiceUrl(url, trust)},
        Map.of(0, cdn, 2, cdn, 3, cdn),
        new SignalStorageUrl[] {new SignalStorageUrl(url, trust)},
        new SignalCdsiUrl[0],
        new SignalSvr2Url[0],
        List.of(trace),
        Optional.empty(),
        Optional.empty(),
        decode(zkGroupServerPublicParams),
        decode(genericServerPublicParams),
        decode(backupServerPublicParams),
        false);
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
