package org.sealpost.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.DeviceList;
import org.sealpost.protocol.json.WireJson;

/// What the primary knows of its account's other devices without asking each time.
class OtherDevicesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private Instant now = NOW;
  private int devices = 1;
  private int asked;

  private final OtherDevices others = new OtherDevices(self(), new Listing(), new Moving());

  @Test
  void thePrimarysNoLasts() throws IOException {
    assertThat(others.exist()).isFalse();
    assertThat(others.exist()).isFalse();
    assertThat(others.knownToBeNone()).isTrue();
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void aDeviceThatWasLetInIsNoticedWheneverItJoins() throws IOException {
    others.mayJoin();
    assertThat(others.exist()).isFalse();
    assertThat(others.knownToBeNone()).isFalse();
    devices = 2;
    assertThat(others.exist()).isTrue();
    assertThat(others.exist()).isTrue();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void oneThatNeverJoinedIsNotWaitedForForEver() throws IOException {
    others.mayJoin();
    now = NOW.plus(Duration.ofMinutes(11));
    assertThat(others.exist()).isFalse();
    assertThat(others.exist()).isFalse();
    assertThat(asked).isEqualTo(1);
  }

  private static Self self() {
    DeviceKeys keys = DeviceKeys.fresh(NOW);
    return new Self(
        new DeviceAddress(new ServiceId.Aci(new UUID(1, 2)), 1),
        new ServiceId.Pni(new UUID(3, 4)),
        new PhoneNumber("+15550001111"),
        "password",
        keys.registrationId(),
        keys.pniRegistrationId(),
        keys.aciIdentity(),
        keys.pniIdentity(),
        Profiles.freshKey());
  }

  private final class Listing implements Requests {
    @Override
    public Reply identified(Call call) {
      asked++;
      List<DeviceList.Device> listed =
          IntStream.rangeClosed(1, devices)
              .mapToObj(id -> new DeviceList.Device(id, null, 0, 0, 1, null))
              .toList();
      return new Reply(200, Map.of(), WireJson.write(new DeviceList(listed)));
    }

    @Override
    public Reply anonymous(Call call) {
      throw new IllegalStateException("devices are listed for a named one");
    }

    @Override
    public Reply overHttp(Call call, boolean anonymous) {
      throw new IllegalStateException("nothing is repeated");
    }
  }

  private final class Moving extends Clock {
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
