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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

class ServerKeysTest {
  @TempDir Path data;
  private final SecureRandom random = new SecureRandom();

  @Test
  void parametersForClientsHaveTheWiresSizes() {
    ClientParameters parameters =
        ServerKeys.make(data.resolve("keys"), random).secrets().clientParameters();

    assertThat(parameters.trustRoot().size()).isEqualTo(33);
    assertThat(parameters.zkGroup().size()).isEqualTo(673);
    assertThat(parameters.generic().size()).isEqualTo(225);
    assertThat(parameters.backup().size()).isEqualTo(225);
    assertThat(parameters.generic()).isNotEqualTo(parameters.backup());
  }

  @Test
  void openedAgainTheyAreTheSame() {
    Path folder = data.resolve("keys");
    ServerKeys made = ServerKeys.make(folder, random);
    SecretBytes dataKey = made.storeKeys().newDataKey();
    StoreKeys.Wrapped wrapped = made.storeKeys().wrap("owner", dataKey);
    PhoneNumber number = new PhoneNumber("+15550001111");

    ServerKeys opened = ServerKeys.open(folder, random);

    assertThat(opened.secrets().clientParameters()).isEqualTo(made.secrets().clientParameters());
    assertThat(opened.secrets().lookupHashes().number(number))
        .isEqualTo(made.secrets().lookupHashes().number(number));
    assertThat(opened.secrets().lookupHashes().numberIdentity(number))
        .isEqualTo(made.secrets().lookupHashes().numberIdentity(number));
    assertThat(opened.secrets().linkCodes().mac("test"))
        .isEqualTo(made.secrets().linkCodes().mac("test"))
        .isNotEqualTo(made.secrets().envelopeIds().mac("test"));
    assertThat(opened.storeKeys().unwrap("owner", wrapped)).isEqualTo(dataKey);
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    Path folder = data.resolve("keys");
    ServerKeys.make(folder, random);

    assertThat(permissions(folder)).isEqualTo("rwx------");
    for (Path file : files(folder)) {
      assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------");
    }
  }

  @Test
  void theTrustRootIsApartAndNotNeededToRun() throws Exception {
    Path folder = data.resolve("keys");
    ServerKeys made = ServerKeys.make(folder, random);
    Path file = folder.resolve("trust-root.key");
    String key =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("#"))
            .findFirst()
            .orElseThrow();

    assertThat(new ECPrivateKey(Base64.getDecoder().decode(key)).publicKey().serialize())
        .isEqualTo(made.secrets().clientParameters().trustRoot().toByteArray());
    Files.delete(file);
    assertThat(ServerKeys.open(folder, random).secrets().clientParameters())
        .isEqualTo(made.secrets().clientParameters());
  }

  @Test
  void noSecretLiesOpenBesideTheProvidersAndTheTrustRoots() throws IOException {
    Path folder = data.resolve("keys");
    ServerKeys.make(folder, random);

    for (String name : List.of("server-secrets", "store-key.1")) {
      String content =
          new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.ISO_8859_1);
      assertThat(content).doesNotContain("ZKGROUP_SECRET");
    }
  }

  @Test
  void existingKeysAreNeverReplaced() throws IOException {
    Path folder = data.resolve("keys");
    ServerKeys.make(folder, random);
    byte[] before = Files.readAllBytes(folder.resolve("server-secrets"));

    assertThatThrownBy(() -> ServerKeys.make(folder, random))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readAllBytes(folder.resolve("server-secrets"))).isEqualTo(before);
  }

  @Test
  void whatACrashLeftIsNoFolderOfKeys() throws IOException {
    Path folder = data.resolve("keys");
    Path unfinished = Files.createDirectory(data.resolve("keys.unfinished"));
    Files.write(unfinished.resolve("provider.key"), new byte[5]);

    assertThat(ServerKeys.exist(folder)).isFalse();
    ServerKeys.make(folder, random);
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void missingAndForeignFilesAreNamed() throws IOException {
    Path folder = data.resolve("keys");
    ServerKeys.make(folder, random);
    Path provider = folder.resolve("provider.key");
    byte[] key = Files.readAllBytes(provider);

    Files.write(provider, new byte[DataKey.KEY_BYTES]);
    refused(folder, "does not open with provider.key");
    Files.write(provider, new byte[3]);
    refused(folder, "3 bytes, not 32");
    Files.delete(provider);
    refused(folder, "provider.key is missing");
    Files.write(provider, key);
    Files.move(folder.resolve("server-secrets"), data.resolve("elsewhere"));
    refused(folder, "server-secrets is missing");
    Files.move(data.resolve("elsewhere"), folder.resolve("server-secrets"));
    Files.delete(folder.resolve("store-key.1"));
    refused(folder, "has no store key");
  }

  @Test
  void aDataKeyOpensForItsOwnerAndGenerationAlone() {
    StoreKeys storeKeys = ServerKeys.make(data.resolve("keys"), random).storeKeys();
    StoreKeys.Wrapped wrapped = storeKeys.wrap("alice", storeKeys.newDataKey());
    StoreKeys.Wrapped later = new StoreKeys.Wrapped(2, wrapped.bytes());
    StoreKeys.Wrapped cut = new StoreKeys.Wrapped(1, Bytes.EMPTY);

    assertThatThrownBy(() -> storeKeys.unwrap("bob", wrapped))
        .isInstanceOf(DataKey.DoesNotOpen.class);
    assertThatThrownBy(() -> storeKeys.unwrap("alice", later))
        .isInstanceOf(DataKey.DoesNotOpen.class);
    assertThatThrownBy(() -> storeKeys.unwrap("alice", cut))
        .isInstanceOf(DataKey.DoesNotOpen.class);
  }

  private void refused(Path folder, String message) {
    assertThatThrownBy(() -> ServerKeys.open(folder, random))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining(message);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
