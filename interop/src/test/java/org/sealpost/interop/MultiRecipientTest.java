package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.whispersystems.signalservice.api.NetworkResultUtil;
import org.whispersystems.signalservice.api.SignalServiceMessageSender.SenderKeyGroupEvents;
import org.whispersystems.signalservice.api.crypto.ContentHint;
import org.whispersystems.signalservice.api.crypto.UnidentifiedAccess;
import org.whispersystems.signalservice.api.messages.SendMessageResult;
import org.whispersystems.signalservice.api.messages.SignalServiceDataMessage;
import org.whispersystems.signalservice.api.push.DistributionId;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;
import org.whispersystems.signalservice.api.push.exceptions.NonSuccessfulResponseCodeException;
import org.whispersystems.signalservice.internal.push.Envelope;

/// One ciphertext for several people, by sender keys and the combined access key; no groups on the
/// server.
@ExtendWith(SealpostServer.class)
final class MultiRecipientTest {

  private static final String PATH = "/v1/messages/multi_recipient";

  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;
  private final ForeignDevice carol;
  private final DistributionId distribution = DistributionId.from(UUID.randomUUID());

  MultiRecipientTest(ServerProcess server) throws IOException {
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
    this.carol = clients.register();
    clients.trace().clear();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void oneSealedCiphertextReachesEverybody() throws Exception {
    send("first", bob, carol);
    clients.trace().clear();

    var results = send("second", bob, carol);

    assertThat(results).allMatch(SendMessageResult::isSuccess).hasSize(2);
    assertThat(groupSends()).containsExactly(200);
    assertThat(clients.trace().calls(Trace.Way.HTTP)).isEmpty();
    for (var person : List.of(bob, carol)) {
      var received = texts(person);
      assertThat(received).extracting(Received::text).containsExactly("first", "second");
      assertThat(received.getLast().source()).isEqualTo(alice.person().aci());
      assertThat(received.getLast().envelope().type).isEqualTo(Envelope.Type.UNIDENTIFIED_SENDER);
      assertThat(received.getLast().envelope().sourceServiceId).isNull();
    }
  }

  @Test
  void aDeviceThatWasLinkedMeanwhileIsLearntOf() throws Exception {
    send("before", bob, carol);
    var tablet = clients.link(bob, "tablet");
    clients.trace().clear();

    send("after", bob, carol);

    assertThat(groupSends()).containsExactly(409, 200);
    assertThat(texts(tablet)).extracting(Received::text).containsExactly("after");
    assertThat(texts(bob)).extracting(Received::text).containsExactly("before", "after");
    assertThat(texts(carol)).extracting(Received::text).containsExactly("before", "after");
  }

  @Test
  void whoRegisteredAnewIsMetAnew() throws Exception {
    send("before", bob, carol);
    var number = carol.person().number();
    var again = clients.register(number, clients.server().invite(number));
    again.publishOneTimeKeys(5);
    clients.trace().clear();

    // her new profile key, and with it her access key, came by another way
    send("after", bob, again);

    assertThat(groupSends()).containsExactly(410, 200);
    assertThat(texts(again)).extracting(Received::text).containsExactly("after");
  }

  @Test
  void aKeyThatIsNotTheirsReachesNobody() throws Exception {
    send("before", bob, carol);
    assertThat(texts(bob)).hasSize(1);
    assertThat(texts(carol)).hasSize(1);
    clients.trace().clear();

    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(
            () -> send("not for you", List.of(bob, carol), List.of(access(bob), access(alice))))
        .satisfies(refused -> assertThat(refused.code).isEqualTo(401));

    assertThat(groupSends()).contains(401);
    assertThat(bob.inbox().peek()).isEmpty();
    assertThat(carol.inbox().peek()).isEmpty();
  }

  /// With the combined key of access keys there is no telling apart: a person who left stops all.
  @Test
  void whoHasLeftStopsTheSendAndNothingIsStored() throws Exception {
    send("before", bob, carol);
    assertThat(texts(bob)).hasSize(1);
    NetworkResultUtil.toBasicLegacy(carol.accountApi().deleteAccount());
    clients.trace().clear();

    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(() -> send("after", bob, carol))
        .satisfies(refused -> assertThat(refused.code).isEqualTo(404));

    assertThat(groupSends()).containsExactly(404);
    assertThat(bob.inbox().peek()).isEmpty();
  }

  private List<SendMessageResult> send(String text, ForeignDevice... to) throws Exception {
    var access = new ArrayList<UnidentifiedAccess>();
    for (var one : to) {
      access.add(access(one));
    }
    return send(text, List.of(to), access);
  }

  private List<SendMessageResult> send(
      String text, List<ForeignDevice> to, List<UnidentifiedAccess> access) throws Exception {
    var message =
        new SignalServiceDataMessage.Builder()
            .withTimestamp(ForeignDevice.now())
            .withBody(text)
            .build();
    List<SignalServiceAddress> addresses = to.stream().map(ForeignDevice::address).toList();
    return alice
        .sender()
        .sendGroupDataMessage(
            distribution,
            addresses,
            access,
            null,
            false,
            ContentHint.DEFAULT,
            message,
            SenderKeyGroupEvents.EMPTY,
            true,
            false,
            null,
            null);
  }

  private UnidentifiedAccess access(ForeignDevice owner) throws IOException {
    return alice.unidentifiedAccess(owner.person());
  }

  /// The texts among what waits; keys for reading them come as messages too.
  private static List<Received> texts(ForeignDevice device) throws Exception {
    return device.inbox().catchUp().stream()
        .filter(received -> received.content().dataMessage != null)
        .toList();
  }

  private List<Integer> groupSends() {
    var ways = Set.of(Trace.Way.ANONYMOUS_SOCKET, Trace.Way.HTTP);
    return ways.stream()
        .flatMap(way -> clients.trace().calls(way).stream())
        .filter(call -> call.path().equals(PATH))
        .map(Trace.Call::status)
        .toList();
  }
}
