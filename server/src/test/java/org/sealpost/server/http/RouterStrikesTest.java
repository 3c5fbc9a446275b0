package org.sealpost.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.storage.inboxes.InboxId;

/// What wrong credentials from an address do to others there: nothing to those who show an access
/// key, right or wrong.
class RouterStrikesTest {
  private static final ClientAddress ADDRESS = new ClientAddress("192.0.2.1");
  private static final Reply WRONG_KEY = Reply.error(401, "credentials are required");

  private final AtomicInteger strikes = new AtomicInteger();
  private final Router router =
      new Router(
          List.of(
              Route.forEither(Method.GET, "/sealed", (_, _) -> WRONG_KEY),
              Route.open(Method.GET, "/open", _ -> WRONG_KEY),
              Route.forDevice(Method.GET, "/own", (_, _) -> Reply.OK)),
          new Nobody(),
          _ ->
              strikes.incrementAndGet() > 2 ? Optional.of(Duration.ofSeconds(9)) : Optional.empty(),
          (_, _, _, _) -> {});

  @Test
  void wrongCredentialsAreToldToWaitAfterAWhile() {
    assertThat(get("/own", true)).isEqualTo(401);
    assertThat(get("/sealed", true)).isEqualTo(401);
    assertThat(get("/own", true)).isEqualTo(429);
    assertThat(get("/sealed", true)).isEqualTo(429);
  }

  @Test
  void wrongAccessKeysAndNoCredentialsAreAlwaysAnsweredTheSame() {
    strikes.set(100);
    for (String path : List.of("/sealed", "/open", "/own")) {
      assertThat(get(path, false)).as(path).isEqualTo(401);
    }
    assertThat(strikes).hasValue(100);
  }

  private int get(String path, boolean credentials) {
    String basic =
        Base64.getEncoder()
            .encodeToString("somebody:wrong password".getBytes(StandardCharsets.US_ASCII));
    Headers headers =
        credentials ? Headers.of(Map.of("authorization", "Basic " + basic)) : Headers.NONE;
    return router
        .prepare("GET", path, headers, Bytes.EMPTY, new Caller.OverHttp(ADDRESS))
        .run()
        .status();
  }

  private static final class Nobody implements Authenticator {
    @Override
    public Optional<AuthenticatedDevice> device(BasicCredentials credentials) {
      return Optional.empty();
    }

    @Override
    public Optional<AuthenticatedDevice> current(DeviceAddress device, InboxId inbox) {
      return Optional.empty();
    }

    @Override
    public boolean present(DeviceAddress device, InboxId inbox) {
      return false;
    }
  }
}
