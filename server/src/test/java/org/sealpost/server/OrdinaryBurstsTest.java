package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.IdentityType;

/// What is ordinary on a small installation passes the default limits; emptying somebody's stock of
/// one-time prekeys does not.
class OrdinaryBurstsTest {
  @TempDir private Path folder;

  @Test
  void thirtyRegistrationsFromOneAddressAndADozenFetchesForOneDevice() throws IOException {
    try (TestServer server = TestServer.start(folder.resolve("data"))) {
      FakeDevice bob = server.accounts().register();
      assertThat(bob.publishPreKeys(IdentityType.ACI, 20).status()).isEqualTo(200);
      for (int i = 1; i < 30; i++) {
        server.accounts().register();
      }
      FakeDevice alice = server.accounts().register();
      Call fetch = Call.get("/v2/keys/" + bob.aci().text() + "/*");
      for (int i = 0; i < 12; i++) {
        assertThat(alice.tunnelled(fetch).status()).isEqualTo(200);
        assertThat(alice.anonymously(fetch.with("Unidentified-Access-Key", key(bob))).status())
            .isEqualTo(200);
      }
    }
  }

  /// By one address; over several the target's own bucket counts, which is smaller than a stock.
  @Test
  void aStockIsNotEmptiedWithAnAccessKey() throws IOException {
    try (TestServer server = TestServer.start(folder.resolve("data"))) {
      FakeDevice bob = server.accounts().register();
      FakeDevice alice = server.accounts().register();
      Call fetch =
          Call.get("/v2/keys/" + bob.aci().text() + "/*").with("Unidentified-Access-Key", key(bob));
      int fetched = 0;
      int status = alice.anonymously(fetch).status();
      for (; status == 200 && fetched < 100; fetched++) {
        status = alice.anonymously(fetch).status();
      }

      assertThat(status).isEqualTo(429);
      assertThat(fetched).isLessThan(100);
      assertThat(alice.anonymously(fetch).headers()).containsKey("retry-after");
    }
  }

  private static String key(FakeDevice of) {
    return Base64.getEncoder().encodeToString(of.accessKey().reveal());
  }
}
