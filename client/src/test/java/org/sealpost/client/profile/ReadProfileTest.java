package org.sealpost.client.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.ProfileBody;
import org.sealpost.protocol.json.WireJson;

/// Who is asked how, and what is believed of the answer.
class ReadProfileTest {
  private static final ServiceId.Aci PEER = new ServiceId.Aci(new UUID(1, 2));

  private final ClientState state = ClientState.inMemory();
  private final SecretBytes peersKey = Profiles.freshKey();
  private final List<String> asked = new ArrayList<>();
  private @Nullable Bytes checksum = Profiles.checksum(Profiles.accessKey(peersKey));
  private boolean unrestricted;
  private boolean accessTaken = true;

  private final ReadProfile reading = new ReadProfile(state.peers(), self(), new OneProfile());

  @AfterEach
  void close() {
    state.close();
  }

  private static Self self() {
    DeviceKeys keys = DeviceKeys.fresh(Instant.EPOCH);
    return new Self(
        new DeviceAddress(new ServiceId.Aci(new UUID(3, 4)), 1),
        new ServiceId.Pni(new UUID(5, 6)),
        new PhoneNumber("+15550001111"),
        "password",
        keys.registrationId(),
        keys.pniRegistrationId(),
        keys.aciIdentity(),
        keys.pniIdentity(),
        Profiles.freshKey());
  }

  private void know(SecretBytes key) {
    state.peers().saveProfileKey(PEER, Bytes.copyOf(key.reveal()));
  }

  @Test
  void withItsKeyAProfileIsReadByNobodyInParticular() throws IOException {
    know(peersKey);

    assertThat(reading.read(PEER)).hasValue(new PeerProfile("Bob", "sails", "⛵"));

    assertThat(asked).containsExactly("anonymous");
    assertThat(state.peers().profile(PEER)).hasValue(new PeerProfile("Bob", "sails", "⛵"));
    assertThat(state.peers().profileKey(PEER)).isPresent();
  }

  @Test
  void withoutItsKeyOnlyTheFlagIsLearned() throws IOException {
    unrestricted = true;

    assertThat(reading.read(PEER)).isEmpty();

    assertThat(asked).containsExactly("identified");
    assertThat(state.peers().isUnrestricted(PEER)).isTrue();
    unrestricted = false;
    assertThat(reading.read(PEER)).isEmpty();
    assertThat(state.peers().isUnrestricted(PEER)).isFalse();
  }

  @Test
  void aKeyThatIsNotTheAccountsAnyMoreIsNotUsedForSealedSends() throws IOException {
    know(peersKey);
    accessTaken = false;
    checksum = Profiles.checksum(Profiles.accessKey(Profiles.freshKey()));
    assertThat(reading.read(PEER)).isPresent();
    assertThat(asked).containsExactly("anonymous", "identified");
    assertThat(state.peers().profileKey(PEER)).isEmpty();

    checksum = null;
    assertThat(reading.read(PEER)).isPresent();
    assertThat(state.peers().profileKey(PEER)).isEmpty();

    checksum = Profiles.checksum(Profiles.accessKey(peersKey));
    assertThat(reading.read(PEER)).isPresent();
    assertThat(state.peers().profileKey(PEER)).isPresent();
  }

  @Test
  void whatDoesNotOpenIsNotBelieved() throws IOException {
    know(Profiles.freshKey());
    accessTaken = false;

    assertThat(reading.read(PEER)).isEmpty();

    assertThat(state.peers().profile(PEER)).isEmpty();
  }

  private final class OneProfile implements Requests {
    @Override
    public Reply identified(Call call) {
      asked.add("identified");
      return body(call);
    }

    @Override
    public Reply anonymous(Call call) {
      asked.add("anonymous");
      String right = Base64.getEncoder().encodeToString(Profiles.accessKey(peersKey).unsafeArray());
      return accessTaken && right.equals(call.headers().get("Unidentified-Access-Key"))
          ? body(call)
          : new Reply(401, Map.of(), Bytes.EMPTY);
    }

    private Reply body(Call call) {
      ProfileCipher cipher = new ProfileCipher(peersKey);
      boolean versioned = call.path().split("/", -1).length > 4;
      return new Reply(
          200,
          Map.of(),
          WireJson.write(
              new ProfileBody(
                  Bytes.wrap(new byte[33]),
                  checksum,
                  unrestricted,
                  Map.of(),
                  List.of(),
                  PEER.text(),
                  versioned ? cipher.encryptName("Bob") : null,
                  versioned ? cipher.encryptAbout("sails") : null,
                  versioned ? cipher.encryptEmoji("⛵") : null,
                  null,
                  null,
                  null,
                  null)));
    }

    @Override
    public Reply overHttp(Call call, boolean anonymous) {
      throw new IllegalStateException("nothing is repeated");
    }
  }
}
