package org.sealpost.config;

import java.util.Optional;
import java.util.regex.Pattern;

/// `keys`: what protects the keys folder, the top of the three levels at rest.
///
/// @param file with the type `file`: where the key lies; by default `provider.key` in the keys
///   folder
/// @param variable with the type `env`: its name
/// @param credential with the type `credential`: its name
/// @param kms there with the type `kms` alone
public record KeysConfig(
    Type type,
    Optional<String> file,
    String variable,
    String credential,
    Optional<KmsKeyConfig> kms) {
  private static final Pattern CREDENTIAL_NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

  /// The providers that there are.
  public enum Type {
    /// A key in a file.
    FILE,
    /// A key in an environment variable.
    ENV,
    /// A key that systemd hands to the unit.
    CREDENTIAL,
    /// A key that AWS KMS keeps.
    KMS
  }

  static KeysConfig read(Section section) {
    KeysConfig config =
        new KeysConfig(
            section.choice("type", Type.FILE),
            section.text("file"),
            section.text("variable", "SEALPOST_KEY"),
            section.text("credential", "sealpost-key"),
            section.section("kms", KmsKeyConfig::read));
    config.check();
    return config;
  }

  private void check() {
    String written = type.name().toLowerCase(java.util.Locale.ROOT);
    if (file.isPresent() && type != Type.FILE) {
      throw new BadConfiguration(
          "keys.file is set and keys.type is " + written + "; remove keys.file");
    }
    if (kms.isPresent() && type != Type.KMS) {
      throw new BadConfiguration(
          "keys.kms.keyId is set and keys.type is "
              + written
              + "; set keys.type: kms, or remove keys.kms");
    }
    if (kms.isEmpty() && type == Type.KMS) {
      throw new BadConfiguration(
          "keys.type is kms and keys.kms.keyId is missing; set it to the ARN or the alias of the"
              + " key");
    }
    if (!CREDENTIAL_NAME.matcher(credential).matches()) {
      throw new BadConfiguration(
          "keys.credential is " + credential + "; use letters, digits and the signs . _ -");
    }
  }
}
