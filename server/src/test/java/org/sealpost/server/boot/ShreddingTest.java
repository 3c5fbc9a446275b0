package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Service;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.StoreKeys;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.server.boot.TestDatabase.Cell;
import org.sealpost.server.ops.Logging;
import org.sealpost.storage.Storage;
import org.sealpost.storage.datakeys.OwnedKey;

/// What shredding gives and what it does not (design section 7, docs/security): rows of a deleted
/// account in an old copy of the database open until the store key of its time is destroyed
/// everywhere, and then with nothing; those of others still open with the living data keys.
class ShreddingTest {
  private static final String OF_ALICE = "what waited for alice";
  private static final String OF_BOB = "what waited for bob";
  private static final int ANY_GENERATION = Integer.MAX_VALUE;
  private static final int ALL = 1000;

  @TempDir private Path folder;

  private static SealpostConfig config(TestDatabase database) throws IOException {
    return SealpostConfig.read(database.configure(""), SealpostServer.standardLimits());
  }

  private static String invite(TestDatabase database, org.sealpost.protocol.PhoneNumber number)
      throws IOException {
    SealpostConfig config = config(database);
    return Commands.on(database.data(), config, operations -> operations.invite(number)).code();
  }

  /// Something that runs against a server over the database.
  private interface Conversation {
    void with(FakeAccounts accounts) throws Exception;
  }

  private static void serve(TestDatabase database, Conversation conversation) throws Exception {
    Logging.bootstrap();
    SealpostConfig config = config(database);
    try (SealpostServer _ = SealpostServer.start(config, database.data());
        Service service =
            new Service(Commands.on(database.data(), config, Operations::clientProfile));
        FakeAccounts accounts =
            new FakeAccounts(
                service,
                number -> {
                  try {
                    return invite(database, number);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                })) {
      conversation.with(accounts);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeletedAccountsRowsInAnOldCopyOpenUntilItsStoreKeyIsDestroyed(TestDatabase.Kind kind)
      throws Exception {
    try (TestDatabase database = kind.create(folder.resolve("data"))) {
      anOldCopyOpensUntilItsStoreKeyIsDestroyed(database, folder);
    }
  }

  static void anOldCopyOpensUntilItsStoreKeyIsDestroyed(TestDatabase database, Path folder)
      throws Exception {
    List<FakeDevice> people = new ArrayList<>();
    serve(
        database,
        accounts -> {
          FakeDevice alice = accounts.register();
          FakeDevice bob = accounts.register();
          FakeDevice carol = accounts.register();
          assertThat(carol.sendText(OF_ALICE, alice).status()).isEqualTo(200);
          assertThat(carol.sendText(OF_BOB, bob).status()).isEqualTo(200);
          people.addAll(List.of(alice, bob));
        });
    FakeDevice alice = people.get(0);
    FakeDevice bob = people.get(1);
    TestDatabase copy = database.copy(folder.resolve("copy"));
    List<Cell> rows = copy.cells();
    Path keysOfThen = copyFolder(database.data().resolve("keys"), folder.resolve("keys-of-then"));

    serve(
        database,
        _ -> {
          CommandRun delete =
              CommandRun.of(
                  "account",
                  "delete",
                  "--yes",
                  "--data",
                  database.data(),
                  "--number",
                  alice.number().e164());
          assertThat(delete.status()).as(delete.text()).isZero();
        });

    // After the deletion, before the rotation: whoever has copy and keys folder has both still.
    Path keys = database.data().resolve("keys");
    assertThat(readable(rows, keysLeft(keys, copy, database), alice, bob))
        .containsExactly("alice's envelope", "alice's number", "bob's envelope", "bob's number");
    assertThat(serveCopy(copy.copy(folder.resolve("whole")), keys, alice)).contains(OF_ALICE);
    assertThat(serveCopy(copy.copy(folder.resolve("whole2")), keys, bob)).contains(OF_BOB);

    CommandRun rotate =
        CommandRun.of("keys", "rotate", "--destroy-previous", "--data", database.data());
    assertThat(rotate.status()).as(rotate.text()).isZero();
    assertThat(rotate.text()).contains("Destroyed the store keys of generation 1");

    // With every key that is left, whosever it is.
    assertThat(readable(rows, keysLeft(keys, copy, database), alice, bob))
        .containsExactly("bob's envelope", "bob's number");
    TestDatabase repaired = copy.copy(folder.resolve("repaired"));
    repaired.takeDataKeysOf(database);
    assertThat(serveCopy(repaired, keys, bob)).contains(OF_BOB);
    serve(
        repaired,
        accounts -> {
          try (FakeDevice again = alice.onService(accounts.service())) {
            assertThat(again.http(Call.get("/v1/accounts/whoami")).status())
                .as("damaged, and neither unknown nor somebody else")
                .isEqualTo(500);
          }
        });

    // The bound that docs/security states: a copy of the keys folder of then undoes it.
    assertThat(readable(rows, keysLeft(keysOfThen, copy, database), alice, bob))
        .contains("alice's envelope", "alice's number");
  }

  /// Every data key that some store key of this folder opens: of the living table and of the
  /// copy's.
  private static Set<SecretBytes> keysLeft(Path keys, TestDatabase... databases)
      throws IOException {
    SecureRandom random = new SecureRandom();
    StoreKeys storeKeys =
        KeysFolder.open(keys, KeysFolder.keyInFolder(random), random).keys().storeKeys();
    Set<SecretBytes> left = new HashSet<>();
    for (TestDatabase database : databases) {
      SealpostConfig config = config(database);
      try (Storage storage =
          StorageModule.open(
              config.storage(), config.delivery(), DataDirectory.openOrCreate(database.data()))) {
        for (OwnedKey key : storage.dataKeys().wrappedBefore(ANY_GENERATION, ALL)) {
          for (int generation = 1; generation <= storeKeys.newest(); generation++) {
            try {
              left.add(
                  storeKeys.unwrap(
                      key.owner().text(), new StoreKeys.Wrapped(generation, key.key().wrapped())));
            } catch (DataKey.DoesNotOpen e) {
              // not with this one
            }
          }
        }
      }
    }
    return left;
  }

  /// What these keys show of these rows, tried with each key on each value. The tag and what it
  /// binds are not looked at: nothing but the key may protect.
  private static Set<String> readable(
      List<Cell> rows, Set<SecretBytes> keys, FakeDevice alice, FakeDevice bob)
      throws GeneralSecurityException {
    Set<String> found = new TreeSet<>();
    for (Cell row : rows) {
      for (SecretBytes key : keys) {
        String text = decrypted(key, row.value().toByteArray());
        if (text.contains(OF_ALICE)) {
          found.add("alice's envelope");
        }
        if (text.contains(OF_BOB)) {
          found.add("bob's envelope");
        }
        // carol's and the sessions' rows name no other number
        if (row.table().contains("account")) {
          if (text.contains(alice.number().e164())) {
            found.add("alice's number");
          }
          if (text.contains(bob.number().e164())) {
            found.add("bob's number");
          }
        }
      }
    }
    return found;
  }

  /// AES-GCM without its tag is AES-CTR that begins at 2.
  private static String decrypted(SecretBytes key, byte[] sealed) throws GeneralSecurityException {
    if (sealed.length < DataKey.OVERHEAD_BYTES) {
      return "";
    }
    byte[] counter = new byte[16];
    System.arraycopy(sealed, 1, counter, 0, 12);
    counter[15] = 2;
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key.reveal(), "AES"), new IvParameterSpec(counter));
    return new String(
        cipher.doFinal(sealed, 13, sealed.length - DataKey.OVERHEAD_BYTES),
        StandardCharsets.ISO_8859_1);
  }

  /// What a device receives from a server over the copy with these keys.
  private static List<String> serveCopy(TestDatabase copy, Path keys, FakeDevice device)
      throws Exception {
    config(copy);
    copyFolder(keys, copy.data().resolve("keys"));
    List<String> texts = new ArrayList<>();
    serve(
        copy,
        accounts -> {
          try (FakeDevice again = device.onService(accounts.service())) {
            assertThat(again.http(Call.get("/v1/accounts/whoami")).status()).isEqualTo(200);
            again.connect().awaitEnvelopes(1);
            again.received().stream().map(ReceivedEnvelope::text).forEach(texts::add);
          }
        });
    return texts;
  }

  private static Path copyFolder(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }
}
