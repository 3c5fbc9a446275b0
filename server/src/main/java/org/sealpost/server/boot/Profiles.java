package org.sealpost.server.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.ClientParameters;
import org.sealpost.protocol.json.ClientProfile;

/// Makes client profiles: what a client must know of this server.
final class Profiles {
  private Profiles() {}

  static ClientProfile of(
      String url, Optional<Path> authority, ClientParameters parameters, String source) {
    return new ClientProfile(
        url,
        authority.map(Profiles::read).orElse(""),
        parameters.trustRoot(),
        parameters.zkGroup(),
        parameters.generic(),
        parameters.backup(),
        source);
  }

  /// The file whose certificates clients are to trust: the development CA, or the operator's chain.
  static Optional<Path> authority(SealpostConfig config, DataDirectory data) {
    if (config.listener().plaintext()) {
      return Optional.empty();
    }
    return Optional.of(
        config
            .listener()
            .tlsCertificate()
            .map(data.root()::resolve)
            .orElse(data.tls().resolve("ca.pem")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new CannotStart("the certificate " + file + " cannot be read; see that it exists", e);
    }
  }
}
