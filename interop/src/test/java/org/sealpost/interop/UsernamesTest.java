package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.signal.libsignal.usernames.Username;
import org.signal.libsignal.usernames.Username.UsernameLink;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;
import org.whispersystems.signalservice.api.push.exceptions.NonSuccessfulResponseCodeException;

/// A name by which strangers find somebody without a number: the server knows its hash alone.
@ExtendWith(SealpostServer.class)
final class UsernamesTest {

  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;
  private final Username name;

  UsernamesTest(ServerProcess server) throws Exception {
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
    this.name = newName();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void whoKnowsTheNameFindsThePersonAndWrites() throws Exception {
    take(alice, name);

    var found = toBasicLegacy(bob.usernameApi().getAciByUsername(name));

    assertThat(found).isEqualTo(alice.person().aci());
    bob.send(new SignalServiceAddress(found), "is it you?");
    assertThat(alice.inbox().catchUp()).extracting(Received::text).containsExactly("is it you?");
    assertThat(clients.trace().calls(Trace.Way.ANONYMOUS_SOCKET))
        .filteredOn(call -> call.path().startsWith("/v1/accounts/username_hash/"))
        .hasSize(1);
  }

  @Test
  void ofSeveralNamesTheFirstFreeOneIsReserved() throws Exception {
    take(alice, name);
    var free = newName();

    var reserved = toBasicLegacy(bob.accountApi().reserveUsername(List.of(hash(name), hash(free))));

    assertThat(reserved.getUsernameHash()).isEqualTo(hash(free));
    assertStatus(404, () -> toBasicLegacy(bob.usernameApi().getAciByUsername(free)));
  }

  @Test
  void aNameThatIsTakenOrReservedIsNotGivenTwice() throws Exception {
    take(alice, name);
    assertStatus(409, () -> toBasicLegacy(bob.accountApi().reserveUsername(List.of(hash(name)))));
    assertStatus(
        409, () -> toBasicLegacy(bob.accountApi().confirmUsername(name, name.generateLink())));

    var other = newName();
    toBasicLegacy(alice.accountApi().reserveUsername(List.of(hash(other))));
    assertStatus(409, () -> toBasicLegacy(bob.accountApi().reserveUsername(List.of(hash(other)))));
    assertThat(toBasicLegacy(bob.usernameApi().getAciByUsername(name)))
        .isEqualTo(alice.person().aci());
  }

  @Test
  void aLinkLeadsToTheNameForWhoHasItsKey() throws Exception {
    var link = name.generateLink();
    toBasicLegacy(alice.accountApi().reserveUsername(List.of(hash(name))));
    UUID handle = toBasicLegacy(alice.accountApi().confirmUsername(name, link));

    var encrypted = toBasicLegacy(bob.usernameApi().getEncryptedUsernameFromLinkServerId(handle));

    assertThat(Username.fromLink(new UsernameLink(link.getEntropy(), encrypted)).getUsername())
        .isEqualTo(name.getUsername());
  }

  @Test
  void aNewLinkEndsTheOldOneAndAnUpdateKeepsIt() throws Exception {
    UUID first = take(alice, name);

    var second = toBasicLegacy(alice.accountApi().createUsernameLink(name.generateLink()));
    assertThat(second.getServerId()).isNotEqualTo(first);
    assertStatus(
        404, () -> toBasicLegacy(bob.usernameApi().getEncryptedUsernameFromLinkServerId(first)));

    var kept =
        toBasicLegacy(
            alice.accountApi().updateUsernameLink(name.generateLink(second.getEntropy())));
    assertThat(kept.getServerId()).isEqualTo(second.getServerId());
    var encrypted =
        toBasicLegacy(bob.usernameApi().getEncryptedUsernameFromLinkServerId(second.getServerId()));
    assertThat(Username.fromLink(new UsernameLink(second.getEntropy(), encrypted)).getUsername())
        .isEqualTo(name.getUsername());
  }

  @Test
  void aNameThatWasGivenUpLeadsToNobody() throws Exception {
    UUID handle = take(alice, name);

    toBasicLegacy(alice.accountApi().deleteUsername());

    assertStatus(404, () -> toBasicLegacy(bob.usernameApi().getAciByUsername(name)));
    assertStatus(
        404, () -> toBasicLegacy(bob.usernameApi().getEncryptedUsernameFromLinkServerId(handle)));
    assertStatus(
        409, () -> toBasicLegacy(alice.accountApi().createUsernameLink(name.generateLink())));
  }

  private static UUID take(ForeignDevice device, Username username) throws Exception {
    toBasicLegacy(device.accountApi().reserveUsername(List.of(hash(username))));
    return toBasicLegacy(device.accountApi().confirmUsername(username, username.generateLink()));
  }

  private static Username newName() throws Exception {
    var nickname = "n" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    return Username.candidatesFrom(nickname, 3, 32).getFirst();
  }

  private static String hash(Username username) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(username.getHash());
  }

  private static void assertStatus(int status, ThrowingCallable call) {
    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(call)
        .satisfies(refused -> assertThat(refused.code).isEqualTo(status));
  }
}
