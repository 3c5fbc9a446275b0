package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.ChangeNumber;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.SignedPreKey;
import org.sealpost.protocol.json.StaleDevices;

/// A change of number with all that it moves, and the ways in which it is refused: what every
/// backend must do.
final class NumberScenario {
  private static final Call WHO_AM_I = Call.get("/v1/accounts/whoami");
  private static final String NUMBER = "/v2/accounts/number";
  private static final String LOCK = "d".repeat(64);

  private final TestServer server;
  private final DevicesScenario.Way way;
  private final DeviceKeys moved = DeviceKeys.fresh(Instant.now());

  NumberScenario(TestServer server, DevicesScenario.Way way) {
    this.server = server;
    this.way = way;
  }

  void run() throws IOException {
    FakeDevice bob = server.accounts().register();
    FakeDevice tablet = server.accounts().link(bob).connect();
    FakeDevice carol = server.accounts().register().connect();
    assertThat(carol.http(ReregistrationScenario.lock(LOCK)).status()).isEqualTo(204);
    PhoneNumber number = carol.number();
    String session = new Newcomer(server, server.service()::call, number).verify();
    List<OutgoingMessage> messages = List.of(to(tablet, tablet.keys().registrationId()));
    ChangeNumber good = request(number, session, LOCK, messages, bob, tablet);

    AccountIdentity before = way.send(bob, WHO_AM_I).json(AccountIdentity.class);
    refused(bob, tablet, number, session, good);
    assertThat(way.send(bob, WHO_AM_I).json(AccountIdentity.class)).isEqualTo(before);
    assertThat(carol.http(WHO_AM_I).status()).isEqualTo(200);

    AccountIdentity after = put(bob, good).json(AccountIdentity.class);
    assertThat(after.uuid()).isEqualTo(bob.aci().uuid());
    assertThat(after.number()).isEqualTo(number.e164());
    assertThat(after.pni()).isEqualTo(carol.pni().uuid());
    assertThat(way.send(bob, WHO_AM_I).json(AccountIdentity.class)).isEqualTo(after);
    assertThat(carol.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(carol.http(WHO_AM_I).status()).isEqualTo(401);

    ReceivedEnvelope told = tablet.awaitEnvelopes(1).getFirst();
    assertThat(told.text()).isEqualTo("your new keys");
    assertThat(told.envelope().getUpdatedPni()).isEqualTo(after.pni().toString());
    assertThat(put(bob, good).json(AccountIdentity.class)).as("repeated").isEqualTo(after);
    keysAreServed(after);
    distribute(bob, tablet, after);
  }

  private void refused(
      FakeDevice bob, FakeDevice tablet, PhoneNumber number, String session, ChangeNumber good)
      throws IOException {
    assertThat(put(tablet, good).status()).as("a linked device").isEqualTo(403);
    List<OutgoingMessage> messages = List.of(to(tablet, tablet.keys().registrationId()));
    assertThat(put(bob, request(number, "unknown", LOCK, messages, bob, tablet)).status())
        .isEqualTo(401);
    assertThat(
            put(bob, request(FakeAccounts.freshNumber(), session, LOCK, messages, bob, tablet))
                .status())
        .isEqualTo(400);
    assertThat(put(bob, request(number, session, null, messages, bob, tablet)).status())
        .isEqualTo(423);
    assertThat(put(bob, request(number, session, "e".repeat(64), messages, bob, tablet)).status())
        .isEqualTo(423);
    Reply missing = put(bob, request(number, session, LOCK, List.of(), bob, tablet));
    assertThat(missing.status()).isEqualTo(409);
    assertThat(missing.json(MismatchedDevices.class).missingDevices()).containsExactly(2);
    Reply stale = put(bob, request(number, session, LOCK, List.of(to(tablet, 1)), bob, tablet));
    assertThat(stale.status()).isEqualTo(410);
    assertThat(stale.json(StaleDevices.class).staleDevices()).containsExactly(2);
    assertThat(put(bob, request(number, session, LOCK, messages, bob)).status()).isEqualTo(422);
    ChangeNumber unsigned =
        new ChangeNumber(
            session,
            null,
            number.e164(),
            LOCK,
            Bytes.wrap(bob.keys().pniIdentity().getPublicKey().serialize()),
            good.deviceMessages(),
            good.devicePniSignedPrekeys(),
            good.devicePniPqLastResortPrekeys(),
            good.pniRegistrationIds());
    assertThat(put(bob, unsigned).status()).isEqualTo(422);
  }

  private void keysAreServed(AccountIdentity after) throws IOException {
    FakeDevice dave = server.accounts().register();
    ServiceId.Pni pni = new ServiceId.Pni(after.pni());
    var bundle = dave.http(Call.get("/v2/keys/" + pni.text() + "/*")).json(Map.class);
    assertThat(Bytes.wrap(Base64.getDecoder().decode((String) bundle.get("identityKey"))))
        .isEqualTo(Bytes.wrap(moved.pniIdentity().getPublicKey().serialize()));
    assertThat((List<?>) bundle.get("devices")).hasSize(2);
  }

  /// Other keys under the number that it has.
  private void distribute(FakeDevice bob, FakeDevice tablet, AccountIdentity after)
      throws IOException {
    DeviceKeys again = DeviceKeys.fresh(Instant.now());
    ChangeNumber keys =
        request(
            again,
            null,
            null,
            null,
            List.of(to(tablet, tablet.keys().registrationId())),
            bob,
            tablet);
    Call call = Call.json("PUT", "/v2/accounts/phone_number_identity_key_distribution", keys);
    assertThat(way.send(tablet, call).status()).isEqualTo(403);
    assertThat(way.send(bob, call).json(AccountIdentity.class)).isEqualTo(after);
  }

  private Reply put(FakeDevice device, ChangeNumber request) throws IOException {
    return way.send(device, Call.json("PUT", NUMBER, request));
  }

  private ChangeNumber request(
      PhoneNumber number,
      String session,
      @Nullable String lock,
      List<OutgoingMessage> messages,
      FakeDevice... devices) {
    return request(moved, number.e164(), session, lock, messages, devices);
  }

  private static ChangeNumber request(
      DeviceKeys keys,
      @Nullable String number,
      @Nullable String session,
      @Nullable String lock,
      List<OutgoingMessage> messages,
      FakeDevice... devices) {
    Map<Integer, SignedPreKey> signed = new HashMap<>();
    Map<Integer, SignedPreKey> lastResort = new HashMap<>();
    Map<Integer, Integer> ids = new HashMap<>();
    for (FakeDevice device : devices) {
      signed.put(device.deviceId(), PreKeys.onWire(keys.pni().signed()));
      lastResort.put(device.deviceId(), PreKeys.onWire(keys.pni().lastResort()));
      ids.put(device.deviceId(), 200 + device.deviceId());
    }
    return new ChangeNumber(
        session,
        null,
        number,
        lock,
        Bytes.wrap(keys.pniIdentity().getPublicKey().serialize()),
        messages,
        signed,
        lastResort,
        ids);
  }

  private static OutgoingMessage to(FakeDevice device, int registrationId) {
    return new OutgoingMessage(
        1,
        device.deviceId(),
        registrationId,
        Bytes.wrap("your new keys".getBytes(StandardCharsets.US_ASCII)));
  }
}
