package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

class HeldKeyProviderTest {
  private static final SecretBytes SECRET =
      SecretBytes.wrap("a secret".getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path folder;
  private final SecureRandom random = new SecureRandom();
  private Path file;
  private byte[] key = new byte[0];
  private Bytes blob = Bytes.EMPTY;

  @BeforeEach
  void make() throws IOException {
    file = folder.resolve("provider.key");
    blob = HeldKeyProvider.ofFileOrNew(file, random).protect("name", SECRET);
    key = Files.readAllBytes(file);
  }

  private String base64() {
    return Base64.getEncoder().encodeToString(key);
  }

  @Test
  void theFileIsItsOwnersAloneAndIsNotMadeTwice() throws IOException {
    assertThat(key).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    opens(() -> HeldKeyProvider.ofFileOrNew(file, random));
    opens(() -> HeldKeyProvider.ofFile(file, random));
  }

  /// The key may move from one place to another; the keys folder stays as it is.
  @Test
  void theKeyIsTheSameWhereverItLies() throws IOException {
    opens(() ->
        HeldKeyProvider.ofEnvironment("KEY", Map.of("KEY", " " + base64() + "\n")::get, random));
    Map<String, String> systemd = Map.of("CREDENTIALS_DIRECTORY", folder.toString());
    Files.write(folder.resolve("raw"), key);
    Files.writeString(folder.resolve("text"), base64() + "\n");
    for (String name : new String[] {"raw", "text"}) {
      opens(() -> HeldKeyProvider.ofCredential(name, systemd::get, random));
      opens(() -> HeldKeyProvider.ofFile(folder.resolve(name), random));
    }
  }

  @Test
  void anotherNameOrAnotherKeyDoesNotOpen() {
    HeldKeyProvider provider = HeldKeyProvider.ofFile(file, random);
    assertThatThrownBy(() -> provider.open("other", blob)).isInstanceOf(DataKey.DoesNotOpen.class);
    HeldKeyProvider other = HeldKeyProvider.ofFileOrNew(folder.resolve("other"), random);
    assertThatThrownBy(() -> other.open("name", blob)).isInstanceOf(DataKey.DoesNotOpen.class);
  }

  @Test
  void whatIsNotThereIsNamedWithTheFix() throws IOException {
    refused(
        () -> HeldKeyProvider.ofEnvironment("KEY", _ -> null, random),
        "the environment variable KEY is not set; set it to the base64");
    refused(
        () -> HeldKeyProvider.ofEnvironment("KEY", Map.of("KEY", "cGFzc3dvcmQ=")::get, random),
        "KEY is not the base64 of 32 bytes");
    refused(
        () -> HeldKeyProvider.ofEnvironment("KEY", Map.of("KEY", "not base64!")::get, random),
        "KEY is not the base64 of 32 bytes");
    refused(
        () -> HeldKeyProvider.ofCredential("key", _ -> null, random),
        "CREDENTIALS_DIRECTORY is not set");
    Map<String, String> systemd = Map.of("CREDENTIALS_DIRECTORY", folder.toString());
    refused(
        () -> HeldKeyProvider.ofCredential("key", systemd::get, random),
        "systemd gave the unit no credential key; add LoadCredentialEncrypted=key");
    Files.write(folder.resolve("short"), new byte[31]);
    refused(
        () -> HeldKeyProvider.ofCredential("short", systemd::get, random),
        "the credential short has 31 bytes, not 32");
    refused(
        () -> HeldKeyProvider.ofFile(folder.resolve("none"), random),
        "is missing; mount the disk that it lies on");
    refused(
        () -> HeldKeyProvider.ofFileOrNew(folder.resolve("none/key"), random),
        "does not exist; make it or mount its disk");
    Files.write(folder.resolve("large"), new byte[100_000]);
    refused(() -> HeldKeyProvider.ofFile(folder.resolve("large"), random), "has 100000 bytes");
  }

  @Test
  void noMessageHasWhatIsInTheVariable() {
    assertThatThrownBy(
            () -> HeldKeyProvider.ofEnvironment("KEY", Map.of("KEY", base64() + "AA")::get, random))
        .message()
        .doesNotContain(base64().substring(0, 10));
  }

  private void opens(Supplier<KeyProvider> provider) {
    assertThat(provider.get().open("name", blob)).isEqualTo(SECRET);
  }

  private static void refused(Supplier<KeyProvider> provider, String says) {
    assertThatThrownBy(provider::get)
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining(says)
        .message()
        .hasSizeLessThan(300);
  }
}
