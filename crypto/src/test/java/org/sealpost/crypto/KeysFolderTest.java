package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

class KeysFolderTest {
  private static final UnfinishedRotation ROTATION =
      new UnfinishedRotation(2, Instant.parse("2026-11-23T12:00:00Z"), true);

  @TempDir Path data;
  private final SecureRandom random = new SecureRandom();

  @Test
  void parametersForClientsHaveTheWiresSizes() {
    ClientParameters parameters = make(data.resolve("keys")).keys().secrets().clientParameters();

    assertThat(parameters.trustRoot().size()).isEqualTo(33);
    assertThat(parameters.zkGroup().size()).isEqualTo(673);
    assertThat(parameters.generic().size()).isEqualTo(225);
    assertThat(parameters.backup().size()).isEqualTo(225);
    assertThat(parameters.generic()).isNotEqualTo(parameters.backup());
  }

  @Test
  void openedAgainTheyAreTheSame() {
    Path folder = data.resolve("keys");
    ServerKeys made = make(folder).keys();
    SecretBytes dataKey = made.storeKeys().newDataKey();
    StoreKeys.Wrapped wrapped = made.storeKeys().wrap("owner", dataKey);
    PhoneNumber number = new PhoneNumber("+15550001111");

    ServerKeys opened = open(folder).keys();

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
    make(folder);

    assertThat(permissions(folder)).isEqualTo("rwx------");
    for (Path file : files(folder)) {
      assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------");
    }
  }

  @Test
  void theTrustRootIsApartAndNotNeededToRun() throws Exception {
    Path folder = data.resolve("keys");
    ServerKeys made = make(folder).keys();
    Path file = folder.resolve("trust-root.key");
    String key =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("#"))
            .findFirst()
            .orElseThrow();

    assertThat(new ECPrivateKey(Base64.getDecoder().decode(key)).publicKey().serialize())
        .isEqualTo(made.secrets().clientParameters().trustRoot().toByteArray());
    Files.delete(file);
    assertThat(open(folder).keys().secrets().clientParameters())
        .isEqualTo(made.secrets().clientParameters());
  }

  @Test
  void noSecretLiesOpenBesideTheProvidersAndTheTrustRoots() throws IOException {
    Path folder = data.resolve("keys");
    make(folder);

    for (String name : List.of("server-secrets", "store-key.1")) {
      String content =
          new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.ISO_8859_1);
      assertThat(content).doesNotContain("ZKGROUP_SECRET");
    }
  }

  @Test
  void existingKeysAreNeverReplaced() throws IOException {
    Path folder = data.resolve("keys");
    make(folder);
    byte[] before = Files.readAllBytes(folder.resolve("server-secrets"));

    assertThatThrownBy(() -> make(folder))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readAllBytes(folder.resolve("server-secrets"))).isEqualTo(before);
  }

  @Test
  void whatACrashLeftIsNoFolderOfKeys() throws IOException {
    Path folder = data.resolve("keys");
    Path unfinished = Files.createDirectory(data.resolve("keys.unfinished"));
    Files.write(unfinished.resolve("provider.key"), new byte[5]);

    assertThat(KeysFolder.exists(folder)).isFalse();
    make(folder);
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void missingAndForeignFilesAreNamed() throws IOException {
    Path folder = data.resolve("keys");
    make(folder);
    Path provider = folder.resolve("provider.key");
    byte[] key = Files.readAllBytes(provider);

    Files.write(provider, new byte[DataKey.KEY_BYTES]);
    refused(folder, "does not open with the key that `keys` in the configuration names");
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
    StoreKeys storeKeys = make(data.resolve("keys")).keys().storeKeys();
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

  @Test
  void aNewGenerationWrapsAtOnceAndOlderOnesStillOpen() {
    KeysFolder folder = make(data.resolve("keys"));
    StoreKeys storeKeys = folder.keys().storeKeys();
    SecretBytes dataKey = storeKeys.newDataKey();
    StoreKeys.Wrapped first = storeKeys.wrap("owner", dataKey);

    begin(folder);

    StoreKeys.Wrapped second = storeKeys.wrap("owner", dataKey);
    assertThat(second.generation()).isEqualTo(2);
    StoreKeys opened = open(data.resolve("keys")).keys().storeKeys();
    assertThat(opened.newest()).isEqualTo(2);
    assertThat(opened.unwrap("owner", first)).isEqualTo(dataKey);
    assertThat(opened.unwrap("owner", second)).isEqualTo(dataKey);
  }

  @Test
  void aRotationIsKnownUntilItEnds() throws IOException {
    KeysFolder folder = make(data.resolve("keys"));
    assertThat(folder.rotation()).isEmpty();
    begin(folder);
    byte[] storeKey = Files.readAllBytes(data.resolve("keys/store-key.2"));

    KeysFolder again = open(data.resolve("keys"));
    assertThat(again.rotation()).contains(ROTATION);
    again.begin(ROTATION);
    assertThat(data.resolve("keys/store-key.2")).hasBinaryContent(storeKey);
    again.end();
    assertThat(open(data.resolve("keys")).rotation()).isEmpty();
  }

  /// Noted, but its store key not written yet.
  @Test
  void aRotationThatWasOnlyNotedIsBegunAgain() throws IOException {
    KeysFolder folder = make(data.resolve("keys"));
    begin(folder);
    Files.delete(data.resolve("keys/store-key.2"));
    Files.write(data.resolve("keys/store-key.2.new"), new byte[7]);

    KeysFolder again = open(data.resolve("keys"));
    assertThat(again.keys().storeKeys().newest()).isEqualTo(1);
    again.makeGeneration(again.rotation().orElseThrow().generation());
    assertThat(open(data.resolve("keys")).keys().storeKeys().newest()).isEqualTo(2);
    assertThat(data.resolve("keys/store-key.2.new")).doesNotExist();
  }

  @Test
  void destroyedGenerationsAreGoneFromMemoryAndFolder() throws IOException {
    Path path = data.resolve("keys");
    KeysFolder folder = make(path);
    StoreKeys storeKeys = folder.keys().storeKeys();
    StoreKeys.Wrapped first = storeKeys.wrap("owner", storeKeys.newDataKey());
    begin(folder);
    Path link = Files.createLink(data.resolve("same-file"), path.resolve("store-key.1"));
    byte[] before = Files.readAllBytes(link);

    assertThat(folder.destroyBefore(2)).containsExactly(1);

    assertThat(storeKeys.has(1)).isFalse();
    assertThatThrownBy(() -> storeKeys.unwrap("owner", first))
        .isInstanceOf(DataKey.DoesNotOpen.class);
    assertThat(path.resolve("store-key.1")).doesNotExist();
    assertThat(Files.readAllBytes(link)).as("overwritten").isNotEqualTo(before);
    assertThat(open(path).keys().storeKeys().has(1)).isFalse();
    assertThat(folder.destroyBefore(2)).isEmpty();
  }

  /// A file that was half overwritten is not taken for a key, and is destroyed the next time.
  @Test
  void whatACrashLeftOfDestroyingIsDestroyed() throws IOException {
    Path path = data.resolve("keys");
    KeysFolder folder = make(path);
    begin(folder);
    Files.move(path.resolve("store-key.1"), path.resolve("store-key.1.destroyed"));
    Files.write(path.resolve("store-key.1.destroyed"), new byte[9]);

    assertThat(open(path).destroyBefore(2)).containsExactly(1);
    assertThat(path.resolve("store-key.1.destroyed")).doesNotExist();
  }

  @Test
  void anotherProviderTakesOverFileByFile() throws IOException {
    Path path = data.resolve("keys");
    KeysFolder made = make(path);
    begin(made);
    ClientParameters parameters = made.keys().secrets().clientParameters();
    KeyProvider present = HeldKeyProvider.ofFile(path.resolve("provider.key"), random);
    KeyProvider next = HeldKeyProvider.ofFileOrNew(data.resolve("next.key"), random);
    KeyProvider.Choice nextChoice = KeyProvider.Choice.of(() -> next);
    // as if interrupted after one file
    Bytes blob = Bytes.wrap(Files.readAllBytes(path.resolve("store-key.1")));
    SecretBytes storeKey = present.open("store-key.1", blob);
    Files.write(path.resolve("store-key.1"), next.protect("store-key.1", storeKey).toByteArray());
    refused(path, "repeat a `sealpost keys protect` that was interrupted");

    assertThat(KeysFolder.protectAnew(path, present, next)).isEqualTo(2);
    assertThat(KeysFolder.protectAnew(path, present, next)).isZero();

    KeysFolder opened = KeysFolder.open(path, nextChoice, random);
    assertThat(opened.keys().secrets().clientParameters()).isEqualTo(parameters);
    assertThat(opened.keys().storeKeys().newest()).isEqualTo(2);
    refused(path, "does not open with the key");
    KeyProvider foreign = HeldKeyProvider.ofFileOrNew(data.resolve("foreign.key"), random);
    assertThatThrownBy(() -> KeysFolder.protectAnew(path, present, foreign))
        .isInstanceOf(KeysRefused.class);
  }

  /// Where each file would be written first there is a folder with something in it: this fails for
  /// every user, root too.
  @Test
  void whatCannotBeWrittenIsASentenceAndTheNextTimeGoesOn() throws IOException {
    Path path = data.resolve("keys");
    KeysFolder folder = make(path);
    for (String name : List.of("rotation", "store-key.2")) {
      Path inTheWay = Files.createDirectory(path.resolve(name + ".new"));
      Files.createFile(inTheWay.resolve("file"));
      assertThatThrownBy(() -> begin(folder))
          .isInstanceOf(KeysRefused.class)
          .hasMessageContaining("keys folder " + path + " cannot be written to")
          .hasMessageContaining("nothing is lost");
      assertThat(folder.keys().storeKeys().newest()).isEqualTo(1);
      Files.delete(inTheWay.resolve("file"));
      Files.delete(inTheWay);
    }
    begin(folder);
    assertThat(open(path).keys().storeKeys().newest()).isEqualTo(2);

    Path inTheWay = Files.createDirectory(path.resolve("store-key.1.destroyed"));
    Files.createFile(inTheWay.resolve("file"));
    assertThatThrownBy(() -> folder.destroyBefore(2)).isInstanceOf(KeysRefused.class);
    Files.delete(inTheWay.resolve("file"));
    Files.delete(inTheWay);
    assertThat(folder.destroyBefore(2)).containsExactly(1);
    assertThat(open(path).keys().storeKeys().has(1)).isFalse();
  }

  private static void begin(KeysFolder folder) {
    folder.begin(ROTATION);
    folder.makeGeneration(ROTATION.generation());
  }

  private KeysFolder make(Path folder) {
    return KeysFolder.make(folder, KeysFolder.keyInFolder(random), random);
  }

  private KeysFolder open(Path folder) {
    return KeysFolder.open(folder, KeysFolder.keyInFolder(random), random);
  }

  private void refused(Path folder, String message) {
    assertThatThrownBy(() -> open(folder))
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
