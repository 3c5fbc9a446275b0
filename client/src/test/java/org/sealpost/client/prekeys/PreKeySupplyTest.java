package org.sealpost.client.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ProtocolStore;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.KeyCount;
import org.sealpost.protocol.json.SetKeys;
import org.sealpost.protocol.json.WireJson;

class PreKeySupplyTest {
  private static final Instant MADE = Instant.parse("2026-11-23T09:00:00Z");

  private final ClientState state = ClientState.inMemory();
  private final Self self;
  private final List<SetKeys> published = new ArrayList<>();
  private KeyCount left = new KeyCount(0, 0);
  private int answer = 204;

  PreKeySupplyTest() {
    DeviceKeys keys = DeviceKeys.fresh(MADE);
    self =
        new Self(
            new DeviceAddress(new ServiceId.Aci(new UUID(1, 2)), 1),
            new ServiceId.Pni(new UUID(3, 4)),
            new PhoneNumber("+15550001111"),
            "password",
            keys.registrationId(),
            keys.pniRegistrationId(),
            keys.aciIdentity(),
            keys.pniIdentity(),
            SecretBytes.wrap(new byte[32]));
    state.begin(self, keys.aci(), keys.pni());
  }

  @AfterEach
  void close() {
    state.close();
  }

  private void refillAfter(Duration age) throws IOException {
    Requests requests =
        new Requests() {
          @Override
          public Reply identified(Call call) {
            if (call.method().equals("GET")) {
              return new Reply(200, Map.of(), WireJson.write(left));
            }
            try {
              published.add(WireJson.read(call.body(), SetKeys.class));
            } catch (WireJson.BadJson e) {
              throw new IllegalStateException(e);
            }
            return new Reply(answer, Map.of(), Bytes.EMPTY);
          }

          @Override
          public Reply anonymous(Call call) {
            throw new IllegalStateException("keys are published by a named device");
          }

          @Override
          public Reply overHttp(Call call, boolean anonymous) {
            throw new IllegalStateException("nothing is repeated");
          }
        };
    Clock clock = Clock.fixed(MADE.plus(age), ZoneOffset.UTC);
    new PreKeySupply(state, self, requests, clock).refill();
  }

  @Test
  void aHundredOfEachKindForBothIdentities() throws Exception {
    refillAfter(Duration.ofHours(1));

    assertThat(published).hasSize(2);
    for (SetKeys keys : published) {
      assertThat(keys.preKeys()).hasSize(100).doesNotHaveDuplicates();
      assertThat(keys.pqPreKeys()).hasSize(100).doesNotHaveDuplicates();
      assertThat(keys.signedPreKey()).isNull();
      assertThat(keys.pqLastResortPreKey()).isNull();
    }
    ProtocolStore store = state.protocol(self, IdentityType.ACI);
    for (var key : Objects.requireNonNull(published.getFirst().preKeys())) {
      assertThat(store.containsPreKey((int) key.keyId())).isTrue();
    }
  }

  @Test
  void onlyTheKindThatRunsLow() throws Exception {
    left = new KeyCount(10, 9);
    refillAfter(Duration.ofHours(1));

    assertThat(published).hasSize(2);
    assertThat(published.getFirst().preKeys()).isEmpty();
    assertThat(published.getFirst().pqPreKeys()).hasSize(100);

    left = new KeyCount(10, 10);
    published.clear();
    refillAfter(Duration.ofHours(1));
    assertThat(published).isEmpty();
  }

  @Test
  void repeatedUseKeysAreReplacedEveryTwoDaysAndTheOldOnesKept() throws Exception {
    left = new KeyCount(100, 100);
    refillAfter(Duration.ofDays(2).plusSeconds(1));

    assertThat(published).hasSize(2);
    assertThat(published.getFirst().signedPreKey()).isNotNull();
    assertThat(published.getFirst().pqLastResortPreKey()).isNotNull();
    ProtocolStore store = state.protocol(self, IdentityType.ACI);
    assertThat(store.loadSignedPreKeys()).hasSize(2);
    assertThat(store.loadKyberPreKeys()).hasSize(2);

    refillAfter(Duration.ofDays(40));
    assertThat(store.loadSignedPreKeys()).hasSize(1);
    assertThat(store.loadKyberPreKeys()).hasSize(1);
  }

  @Test
  void keysAreStoredBeforeTheyArePublished() {
    answer = 500;

    assertThatThrownBy(() -> refillAfter(Duration.ofHours(1)))
        .hasMessage("the server answered 500 to PUT /v2/keys");
    int id = (int) Objects.requireNonNull(published.getFirst().preKeys()).getFirst().keyId();
    assertThat(state.protocol(self, IdentityType.ACI).containsPreKey(id)).isTrue();
  }
}
