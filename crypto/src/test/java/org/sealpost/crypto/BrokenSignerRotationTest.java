package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// A signer whose file could not be written, before it was or after: the server goes on with what
/// the next start finds, and the command says that it failed.
class BrokenSignerRotationTest {
  @TempDir Path data;
  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void serverAndFolderHaveTheSameSigner(boolean written) throws IOException {
    Path folder = data.resolve("keys");
    KeysFolder.make(folder, KeysFolder.keyInFolder(random), random);
    SecretBytes root = KeysFolder.trustRoot(Files.readAllBytes(folder.resolve("trust-root.key")));
    SecretBytes before = secrets(opened(folder));
    KeysFolder broken = KeysFolder.open(folder, breaking(folder, written), random);

    assertThatThrownBy(() -> broken.rotateSigner(root, Instant.now(), Duration.ofDays(1), _ -> {}))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("cannot be written to")
        .hasMessageContaining("repeat");

    assertThat(secrets(broken)).isEqualTo(secrets(opened(folder)));
    assertThat(secrets(broken).equals(before)).isEqualTo(!written);
    Files.delete(folder.resolve("server-secrets.new").resolve("in the way"));
    assertThat(
            opened(folder)
                .rotateSigner(root, Instant.now(), Duration.ofDays(1), _ -> {})
                .formerId())
        .isEqualTo(written ? 2 : 1);
  }

  private KeysFolder opened(Path folder) {
    return KeysFolder.open(folder, KeysFolder.keyInFolder(random), random);
  }

  private static SecretBytes secrets(KeysFolder folder) {
    return folder.keys().secrets().encode();
  }

  /// Puts something in the way of the file's next content; perhaps after it wrote it itself.
  private KeyProvider.Choice breaking(Path folder, boolean written) {
    KeyProvider whole = KeysFolder.keyInFolder(random).open(folder);
    KeyProvider breaking =
        new KeyProvider() {
          @Override
          public Bytes protect(String name, SecretBytes secret) {
            Bytes blob = whole.protect(name, secret);
            try {
              if (written) {
                Files.write(folder.resolve(name), blob.toByteArray());
              }
              Files.createDirectories(folder.resolve(name + ".new").resolve("in the way"));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
            return blob;
          }

          @Override
          public SecretBytes open(String name, Bytes blob) {
            return whole.open(name, blob);
          }
        };
    return KeyProvider.Choice.of(() -> breaking);
  }
}
