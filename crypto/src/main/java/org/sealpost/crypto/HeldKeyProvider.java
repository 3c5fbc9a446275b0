package org.sealpost.crypto;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// A provider whose key of 32 random bytes is read at start and then held: from a file, an
/// environment variable or a systemd credential. It is the same key wherever it lies: moving it
/// from one place to another changes no file of the keys folder. Whoever has the key and the keys
/// folder has every secret of the server.
public final class HeldKeyProvider implements KeyProvider {
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

  /// Larger than any text of 32 bytes; a file that is longer is another file.
  private static final int MAX_TEXT_BYTES = 1024;

  private final DataKey key;

  private HeldKeyProvider(byte[] key, SecureRandom random) {
    this.key = new DataKey(SecretBytes.wrap(key), random);
  }

  /// From a file that exists.
  public static HeldKeyProvider ofFile(Path file, SecureRandom random) {
    if (!Files.exists(file)) {
      throw new KeysRefused(
          "the key file "
              + file
              + " is missing; mount the disk that it lies on, or put it back from its backup");
    }
    return new HeldKeyProvider(
        key(read(file), "the key file " + file)
            .orElseThrow(() -> notKey("the key file " + file, read(file).length)),
        random);
  }

  /// From a file, which is made, of this user alone, where there is none.
  public static HeldKeyProvider ofFileOrNew(Path file, SecureRandom random) {
    if (Files.exists(file)) {
      return ofFile(file, random);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new KeysRefused(
          "the folder of the key file "
              + file
              + " does not exist; make it or mount its disk, so that the key can be made there");
    }
    byte[] key = new byte[DataKey.KEY_BYTES];
    random.nextBytes(key);
    PrivateFiles.write(file, key);
    return new HeldKeyProvider(key, random);
  }

  /// From an environment variable with the base64 of the key.
  public static HeldKeyProvider ofEnvironment(
      String variable, Function<String, @Nullable String> environment, SecureRandom random) {
    String text = environment.apply(variable);
    if (text == null || text.isBlank()) {
      throw new KeysRefused(
          "the environment variable "
              + variable
              + " is not set; set it to the base64 of the provider's 32 bytes");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new HeldKeyProvider(
        decoded(bytes)
            .orElseThrow(() ->
                new KeysRefused(
                    "the environment variable "
                        + variable
                        + " is not the base64 of 32 bytes; make a key with: head -c 32 /dev/urandom |"
                        + " base64")),
        random);
  }

  /// From a credential that systemd hands to the unit (LoadCredential=, LoadCredentialEncrypted=).
  public static HeldKeyProvider ofCredential(
      String name, Function<String, @Nullable String> environment, SecureRandom random) {
    String folder = environment.apply(CREDENTIALS);
    if (folder == null || folder.isBlank()) {
      throw new KeysRefused(
          CREDENTIALS
              + " is not set, so there are no credentials here; start the server as a systemd unit"
              + " with LoadCredentialEncrypted="
              + name);
    }
    Path file = Path.of(folder).resolve(name);
    if (!Files.exists(file)) {
      throw new KeysRefused(
          "systemd gave the unit no credential "
              + name
              + "; add LoadCredentialEncrypted="
              + name
              + " to it");
    }
    String what = "the credential " + name;
    return new HeldKeyProvider(
        key(read(file), what).orElseThrow(() -> notKey(what, read(file).length)), random);
  }

  @Override
  public Bytes protect(String name, SecretBytes secret) {
    return key.seal(context(name), secret.reveal());
  }

  @Override
  public SecretBytes open(String name, Bytes blob) {
    return SecretBytes.wrap(key.open(context(name), blob));
  }

  /// Says "file" wherever the key lies: the first files were written so, and the key is the same.
  private static AssociatedData context(String name) {
    return new AssociatedData("provider file", "", name);
  }

  private static byte[] read(Path file) {
    try {
      return PrivateFiles.read(file);
    } catch (UncheckedIOException e) {
      throw new KeysRefused(
          "the key in " + file + " cannot be read; give it to the user who runs this");
    }
  }

  /// The bytes themselves, or their base64.
  private static Optional<byte[]> key(byte[] content, String what) {
    if (content.length > MAX_TEXT_BYTES) {
      throw notKey(what, content.length);
    }
    return content.length == DataKey.KEY_BYTES ? Optional.of(content) : decoded(content);
  }

  private static Optional<byte[]> decoded(byte[] text) {
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(
                  new String(text, StandardCharsets.ISO_8859_1)
                      .strip()
                      .getBytes(StandardCharsets.ISO_8859_1));
      return key.length == DataKey.KEY_BYTES ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static KeysRefused notKey(String what, int bytes) {
    return new KeysRefused(
        what
            + " has "
            + bytes
            + " bytes, not "
            + DataKey.KEY_BYTES
            + " or their base64; put the right one back");
  }
}
