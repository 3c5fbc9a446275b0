package org.sealpost.core.atrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.keys.PreKeyPublication;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.DataKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;

class SealingTest {
  private static final AssociatedData PLACE = new AssociatedData("o", "r", "f");

  @TempDir Path folder;

  /// Design section 7: what is in the clear in the database, and nothing else.
  @Test
  void theDatabaseHoldsNothingThatItNeedNotFind() throws IOException {
    TestClient alice = new TestClient("+15550001111");
    Account account;
    PreKeyPublication keys = alice.oneTimeKeys(IdentityType.ACI, 1, 1, 1);
    try (TestCore core = new TestCore(folder)) {
      account = alice.register(core);
      core.publishPreKeys.publish(alice.primary(core, account), IdentityType.ACI, keys);
    }

    String files = databaseFiles();
    assertThat(files).contains(latin(Bytes.wrap(account.aci().toBinary())));
    for (Bytes secret :
        List.of(
            Bytes.wrap(alice.number.e164().getBytes(StandardCharsets.US_ASCII)),
            Bytes.wrap(account.accessKey().orElseThrow().reveal()),
            Bytes.wrap(TestClient.PASSWORD.getBytes(StandardCharsets.US_ASCII)),
            account.aciIdentityKey(),
            account.devices().getFirst().password().hash(),
            keys.ecOneTime().getFirst().publicKey(),
            keys.kyberOneTime().getFirst().publicKey().slice(0, 32))) {
      assertThat(files).doesNotContain(latin(secret));
      assertThat(files).doesNotContain(Base64.getEncoder().encodeToString(secret.unsafeArray()));
    }
  }

  @Test
  void everyOwnerHasAKeyOfItsOwn() {
    try (TestCore core = new TestCore(folder)) {
      Account alice = new TestClient("+15550001111").register(core);
      Account bob = new TestClient("+15550002222").register(core);
      Bytes sealed = core.keyring.ofAccount(alice.aci()).seal(PLACE, new byte[4]);

      assertThat(core.keyring.ofAccount(alice.aci()).open(PLACE, sealed)).isEqualTo(new byte[4]);
      assertThatThrownBy(() -> core.keyring.ofAccount(bob.aci()).open(PLACE, sealed))
          .isInstanceOf(DataKey.DoesNotOpen.class);
      assertThatThrownBy(() -> core.keyring.ofRest().open(PLACE, sealed))
          .isInstanceOf(DataKey.DoesNotOpen.class);
      assertThatThrownBy(() -> core.keyring.ofAccount(new Aci(UUID.randomUUID())))
          .isInstanceOf(StorageUnavailable.class);
    }
  }

  @Test
  void keysAreTheSameAfterARestartAndAfterBeingForgotten() {
    Account alice;
    Bytes ofAlice;
    Bytes ofRest;
    try (TestCore core = new TestCore(folder)) {
      alice = new TestClient("+15550001111").register(core);
      ofAlice = core.keyring.ofAccount(alice.aci()).seal(PLACE, new byte[4]);
      ofRest = core.keyring.ofRest().seal(PLACE, new byte[4]);
    }

    try (TestCore core = TestCore.again(folder)) {
      StoredKeyring forgetful =
          new StoredKeyring(core.storage.dataKeys(), core.serverKeys.storeKeys(), core.random, 1);
      for (int i = 0; i < 3; i++) {
        assertThat(forgetful.ofAccount(alice.aci()).open(PLACE, ofAlice)).hasSize(4);
        assertThat(forgetful.ofRest().open(PLACE, ofRest)).hasSize(4);
      }
    }
  }

  private String databaseFiles() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(latin(Bytes.wrap(Files.readAllBytes(file))));
      }
    }
    return all.toString();
  }

  private static String latin(Bytes bytes) {
    return new String(bytes.unsafeArray(), StandardCharsets.ISO_8859_1);
  }
}
