package org.sealpost.server.http.about;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.auth.Presence;
import org.sealpost.server.http.Headers;
import org.sealpost.server.http.Router;
import org.sealpost.storage.inboxes.InboxId;

/// A device's keep-alives say once a day that it is there, and are answered 200 whatever becomes of
/// that.
class KeepAliveTest {
  private static final ClientAddress ADDRESS = new ClientAddress("192.0.2.1");
  private static final DeviceAddress DEVICE = new DeviceAddress(new Aci(UUID.randomUUID()), 2);
  private static final InboxId INBOX = new InboxId(UUID.randomUUID());

  private Instant now = Instant.parse("2026-11-23T09:00:00Z");
  private boolean willing = true;
  private final List<Instant> noted = new ArrayList<>();
  private final Authenticator authenticator = new Noting();
  private final Router router =
      new Router(
          new AboutResource(new AboutResource.About("Sealpost", "1", "AGPL-3.0-only", "here"))
              .routes(),
          authenticator,
          _ -> Optional.empty(),
          (_, _, _, _) -> {});
  private final Caller device =
      new Caller.DeviceSocket(
          ADDRESS, DEVICE, INBOX, new Presence(authenticator, DEVICE, INBOX, new Now()));

  @Test
  void aDevicesKeepAliveIsNotedOnceADay() {
    for (int hour = 0; hour < 49; hour++) {
      keepAlive(device);
      now = now.plus(Duration.ofHours(1));
    }

    assertThat(noted)
        .containsExactly(
            Instant.parse("2026-11-23T09:00:00Z"),
            Instant.parse("2026-11-24T00:00:00Z"),
            Instant.parse("2026-11-25T00:00:00Z"));
  }

  @Test
  void whatCouldNotBeNotedIsToldAgain() {
    willing = false;
    keepAlive(device);
    keepAlive(device);
    willing = true;
    keepAlive(device);
    keepAlive(device);

    assertThat(noted).hasSize(3);
  }

  @Test
  void strangersKeepAlivesSayNothing() {
    keepAlive(new Caller.AnonymousSocket(ADDRESS));
    keepAlive(new Caller.OverHttp(ADDRESS));

    assertThat(noted).isEmpty();
  }

  private void keepAlive(Caller caller) {
    assertThat(
            router
                .prepare("GET", "/v1/keepalive", Headers.NONE, Bytes.EMPTY, caller)
                .run()
                .status())
        .isEqualTo(200);
  }

  private final class Noting implements Authenticator {
    @Override
    public Optional<AuthenticatedDevice> device(BasicCredentials credentials) {
      return Optional.empty();
    }

    @Override
    public Optional<AuthenticatedDevice> current(DeviceAddress address, InboxId inbox) {
      return Optional.empty();
    }

    @Override
    public boolean present(DeviceAddress address, InboxId inbox) {
      assertThat(List.of(address, inbox)).containsExactly(DEVICE, INBOX);
      noted.add(now);
      return willing;
    }
  }

  private final class Now extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
