package org.sealpost.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.ConfirmUsername;
import org.sealpost.protocol.json.ConfirmedUsername;
import org.sealpost.protocol.json.FoundAccount;
import org.sealpost.protocol.json.PutUsernameLink;
import org.sealpost.protocol.json.ReserveUsername;
import org.sealpost.protocol.json.ReservedUsername;
import org.sealpost.protocol.json.UsernameLink;
import org.sealpost.protocol.json.UsernameLinkHandle;
import org.signal.libsignal.usernames.Username;

/// Usernames from the reservation to their end: what every backend must do.
final class UsernameScenario {
  private static final String HASH = "/v1/accounts/username_hash";
  private static final String LINK = "/v1/accounts/username_link";
  private static final Call WHO_AM_I = Call.get("/v1/accounts/whoami");
  private static final Bytes CIPHERTEXT = Bytes.wrap(new byte[] {1, 2, 3});

  private final TestServer server;
  private final DevicesScenario.Way way;
  private final Newcomer.Way stranger;

  UsernameScenario(TestServer server, DevicesScenario.Way way, Newcomer.Way stranger) {
    this.server = server;
    this.way = way;
    this.stranger = stranger;
  }

  void run() throws Exception {
    FakeDevice bob = server.accounts().register();
    FakeDevice eve = server.accounts().register();
    String nick = "bob" + ThreadLocalRandom.current().nextInt(1_000_000);
    Username name = new Username(nick + ".42");
    Username other = new Username(nick + ".43");

    assertThat(confirm(bob, name).status()).as("not reserved").isEqualTo(409);
    assertThat(reserve(bob, name).json(ReservedUsername.class).usernameHash()).isEqualTo(url(name));
    assertThat(reserve(eve, name).status()).isEqualTo(409);
    assertThat(find(name).status()).as("reserved only").isEqualTo(404);
    assertThat(way.send(bob, confirmation(name, Bytes.wrap(other.generateProof()))).status())
        .isEqualTo(422);
    assertThat(way.send(bob, WHO_AM_I).json(AccountIdentity.class).usernameHash()).isNull();

    ConfirmedUsername confirmed = confirm(bob, name).json(ConfirmedUsername.class);
    assertThat(confirmed.usernameHash()).isEqualTo(url(name));
    assertThat(confirm(bob, name).json(ConfirmedUsername.class)).isEqualTo(confirmed);
    AccountIdentity identity = way.send(bob, WHO_AM_I).json(AccountIdentity.class);
    assertThat(identity.usernameHash()).isEqualTo(url(name));
    assertThat(identity.usernameLinkHandle()).isEqualTo(confirmed.usernameLinkHandle());
    assertThat(find(name).json(FoundAccount.class).uuid()).isEqualTo(bob.aci().uuid());
    assertThat(reserve(eve, name, other).json(ReservedUsername.class).usernameHash())
        .isEqualTo(url(other));

    links(bob, eve, requireNonNull(confirmed.usernameLinkHandle()));
    lookups(bob, name);
    assertThat(way.send(bob, Call.delete(HASH)).status()).isEqualTo(204);
    assertThat(way.send(bob, Call.delete(HASH)).status()).isEqualTo(204);
    assertThat(find(name).status()).isEqualTo(404);
  }

  private void links(FakeDevice bob, FakeDevice eve, UUID first) throws Exception {
    assertThat(value(first)).isEqualTo("AQID");
    Call keep = Call.json("PUT", LINK, new PutUsernameLink(Bytes.wrap(new byte[] {9}), true));
    assertThat(way.send(eve, keep).status()).as("no username").isEqualTo(409);
    assertThat(way.send(bob, keep).json(UsernameLinkHandle.class).usernameLinkHandle())
        .isEqualTo(first);
    assertThat(value(first)).isEqualTo("CQ");
    Call large = Call.json("PUT", LINK, new PutUsernameLink(Bytes.wrap(new byte[129]), true));
    assertThat(way.send(bob, large).status()).isEqualTo(422);
    Call anew = Call.json("PUT", LINK, new PutUsernameLink(CIPHERTEXT, false));
    UUID second = way.send(bob, anew).json(UsernameLinkHandle.class).usernameLinkHandle();
    assertThat(second).isNotEqualTo(first);
    assertThat(stranger.send(Call.get(LINK + "/" + first)).status()).isEqualTo(404);
    assertThat(way.send(bob, Call.delete(LINK)).status()).isEqualTo(204);
    assertThat(stranger.send(Call.get(LINK + "/" + second)).status()).isEqualTo(404);
    assertThat(stranger.send(Call.get(LINK + "/none")).status()).isEqualTo(404);
  }

  private void lookups(FakeDevice bob, Username name) throws Exception {
    assertThat(way.send(bob, Call.get(HASH + "/" + url(name))).status()).isEqualTo(400);
    assertThat(way.send(bob, Call.get(LINK + "/" + UUID.randomUUID())).status()).isEqualTo(400);
    assertThat(stranger.send(Call.get(HASH + "/AAAA")).status()).isEqualTo(422);
    assertThat(stranger.send(Call.get(HASH + "/not+base64")).status()).isEqualTo(422);
    for (ReserveUsername wrong :
        List.of(
            new ReserveUsername(List.of()),
            new ReserveUsername(List.of(Bytes.wrap(new byte[31]))),
            new ReserveUsername(Collections.nCopies(21, Bytes.wrap(new byte[32]))))) {
      assertThat(way.send(bob, Call.json("PUT", HASH + "/reserve", wrong)).status()).isEqualTo(422);
    }
  }

  private String value(UUID handle) throws Exception {
    return stranger
        .send(Call.get(LINK + "/" + handle))
        .json(UsernameLink.class)
        .usernameLinkEncryptedValue();
  }

  private Reply find(Username name) throws Exception {
    return stranger.send(Call.get(HASH + "/" + url(name)));
  }

  private Reply reserve(FakeDevice device, Username... names) throws Exception {
    List<Bytes> hashes = Arrays.stream(names).map(name -> Bytes.wrap(name.getHash())).toList();
    return way.send(device, Call.json("PUT", HASH + "/reserve", new ReserveUsername(hashes)));
  }

  private Reply confirm(FakeDevice device, Username name) throws Exception {
    return way.send(device, confirmation(name, Bytes.wrap(name.generateProof())));
  }

  private static Call confirmation(Username name, Bytes proof) {
    return Call.json(
        "PUT",
        HASH + "/confirm",
        new ConfirmUsername(Bytes.wrap(name.getHash()), proof, CIPHERTEXT));
  }

  private static String url(Username name) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getHash());
  }
}
