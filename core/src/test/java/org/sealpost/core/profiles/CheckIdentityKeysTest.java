package org.sealpost.core.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.profiles.CheckIdentityKeys.Changed;
import org.sealpost.core.profiles.CheckIdentityKeys.Known;
import org.sealpost.crypto.IdentityFingerprint;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

class CheckIdentityKeysTest {
  @TempDir Path folder;

  @Test
  void onlyKeysThatChangedAreTold() {
    TestClient alice = new TestClient("+15550001111");
    Bytes aciKey = TestClient.key(alice.aciIdentity);
    Bytes pniKey = TestClient.key(alice.pniIdentity);
    Bytes wrong = Bytes.wrap(new byte[4]);
    try (TestCore core = new TestCore(folder)) {
      Account account = alice.register(core);

      assertThat(
              core.checkIdentityKeys.changed(
                  List.of(
                      new Known(account.aci(), IdentityFingerprint.of(aciKey)),
                      new Known(account.pni(), IdentityFingerprint.of(pniKey)),
                      new Known(new Aci(UUID.randomUUID()), wrong))))
          .isEmpty();
      assertThat(
              core.checkIdentityKeys.changed(
                  List.of(
                      new Known(account.aci(), IdentityFingerprint.of(pniKey)),
                      new Known(account.pni(), wrong))))
          .containsExactly(new Changed(account.aci(), aciKey), new Changed(account.pni(), pniKey));
      assertThatThrownBy(() ->
              core.checkIdentityKeys.changed(
                  Collections.nCopies(1001, new Known(account.aci(), wrong))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
