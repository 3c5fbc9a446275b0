package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.Races;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.CodeSubmissionOutcome.AlreadyVerified;
import org.sealpost.core.accounts.CodeSubmissionOutcome.Compared;
import org.sealpost.core.accounts.CodeSubmissionOutcome.NoCodeRequested;
import org.sealpost.core.accounts.CodeSubmissionOutcome.UnknownSession;
import org.sealpost.protocol.PhoneNumber;

class VerificationSessionsTest {
  private static final PhoneNumber NUMBER = new PhoneNumber("+15550001111");

  @TempDir Path folder;
  private TestCore core;

  @BeforeEach
  void open() {
    core = new TestCore(folder);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void theInvitesCodeVerifiesTheSession() {
    String code = core.invites.make(NUMBER).code();
    VerificationSession session = core.sessions.open(NUMBER, "192.0.2.1");

    assertThat(code).matches("[0-9]{10}");
    assertThat(session.id()).matches("[A-Za-z0-9_-]{43}");
    assertThat(core.sessions.submitCode(session.id(), code)).isInstanceOf(NoCodeRequested.class);
    assertThat(core.sessions.requestCode(session.id()))
        .isInstanceOf(CodeRequestOutcome.Requested.class);
    assertThat(verified(session.id(), code.substring(0, 5) + "-" + code.substring(5))).isTrue();
    assertThat(core.sessions.find(session.id()))
        .contains(new VerificationSession(session.id(), NUMBER, true, true));
    assertThat(core.sessions.submitCode(session.id(), code)).isInstanceOf(AlreadyVerified.class);
    assertThat(core.sessions.requestCode(session.id()))
        .isInstanceOf(CodeRequestOutcome.AlreadyVerified.class);
  }

  @Test
  void aWrongCodeLeavesTheSessionUsable() {
    String code = core.invites.make(NUMBER).code();
    String session = openAndRequest(NUMBER, "192.0.2.1");

    assertThat(verified(session, wrong(code))).isFalse();
    assertThat(verified(session, code)).isTrue();
  }

  @Test
  void aCodeIsGoodOnce() {
    String code = core.invites.make(NUMBER).code();

    assertThat(verified(openAndRequest(NUMBER, "192.0.2.1"), code)).isTrue();
    assertThat(verified(openAndRequest(NUMBER, "192.0.2.1"), code)).isFalse();
  }

  @Test
  void aCodeIsGoodForItsNumberAlone() {
    String code = core.invites.make(NUMBER).code();
    core.invites.make(new PhoneNumber("+15550002222"));

    assertThat(verified(openAndRequest(new PhoneNumber("+15550002222"), "192.0.2.1"), code))
        .isFalse();
  }

  @Test
  void ofSeveralSessionsWithTheSameCodeOneIsVerified() throws Exception {
    String code = core.invites.make(NUMBER).code();
    List<String> sessions =
        IntStream.range(0, 5).mapToObj(i -> openAndRequest(NUMBER, "192.0.2." + i)).toList();
    List<Callable<Boolean>> callers =
        sessions.stream().<Callable<Boolean>>map(id -> () -> verified(id, code)).toList();

    assertThat(Races.run(callers)).containsOnlyOnce(true);
  }

  @Test
  void tenWrongCodesOverAllSessionsBurnTheInvite() {
    String code = core.invites.make(NUMBER).code();
    String one = openAndRequest(NUMBER, "192.0.2.1");
    String another = openAndRequest(NUMBER, "192.0.2.2");
    for (int i = 0; i < 5; i++) {
      assertThat(verified(one, wrong(code))).isFalse();
      assertThat(verified(another, wrong(code))).isFalse();
    }

    assertThat(verified(one, code)).isFalse();
    assertThat(verified(openAndRequest(NUMBER, "192.0.2.3"), code)).isFalse();
    String fresh = core.invites.make(NUMBER).code();
    assertThat(verified(one, fresh)).isTrue();
  }

  @Test
  void nineWrongCodesDoNot() {
    String code = core.invites.make(NUMBER).code();
    String session = openAndRequest(NUMBER, "192.0.2.1");
    for (int i = 0; i < 9; i++) {
      assertThat(verified(session, wrong(code))).isFalse();
    }

    assertThat(verified(session, code)).isTrue();
  }

  @Test
  void anInviteLivesThreeDaysAndANewOneTakesItsPlace() {
    String first = core.invites.make(NUMBER).code();
    String second = core.invites.make(NUMBER).code();
    assertThat(verified(openAndRequest(NUMBER, "192.0.2.1"), first)).isFalse();
    core.clock.advance(Duration.ofHours(73));

    assertThat(verified(openAndRequest(NUMBER, "192.0.2.1"), second)).isFalse();
  }

  @Test
  void aNumberThatNobodyInvitedLooksLikeAnyOther() {
    String session = openAndRequest(NUMBER, "192.0.2.1");

    assertThat(core.sessions.submitCode(session, "0123456789"))
        .isEqualTo(new Compared(new VerificationSession(session, NUMBER, true, false)));
    assertThat(core.sessions.submitCode(session, "0123456789"))
        .isEqualTo(new Compared(new VerificationSession(session, NUMBER, true, false)));
  }

  @Test
  void whatIsNoSessionIsUnknown() {
    String ended = openAndRequest(NUMBER, "192.0.2.1");
    core.clock.advance(Duration.ofHours(2));

    for (String id : List.of("", "x", "A".repeat(43), "A".repeat(10_000), "../..", ended)) {
      assertThat(core.sessions.find(id)).isEmpty();
      assertThat(core.sessions.requestCode(id))
          .isInstanceOf(CodeRequestOutcome.UnknownSession.class);
      assertThat(core.sessions.submitCode(id, "1")).isInstanceOf(UnknownSession.class);
    }
  }

  @Test
  void sessionsAreBoundedPerAddressAndInAllOldestFirst() {
    List<String> ofOneAddress = openMany("192.0.2.1", 4);
    assertThat(ofOneAddress.stream().map(id -> core.sessions.find(id).isPresent()))
        .containsExactly(false, true, true, true);

    openMany("192.0.2.2", 3);
    assertThat(ofOneAddress.stream().map(id -> core.sessions.find(id).isPresent()))
        .containsExactly(false, false, true, true);
  }

  @Test
  void anInviteForANumberWithAnAccountSaysSo() {
    TestClient alice = new TestClient(NUMBER.e164());

    assertThat(core.invites.make(NUMBER).replacesAccount()).isFalse();
    alice.register(core);
    assertThat(core.invites.make(NUMBER).replacesAccount()).isTrue();
  }

  private List<String> openMany(String address, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          core.clock.advance(Duration.ofSeconds(1));
          return core.sessions.open(NUMBER, address).id();
        })
        .toList();
  }

  private String openAndRequest(PhoneNumber number, String address) {
    String id = core.sessions.open(number, address).id();
    core.sessions.requestCode(id);
    return id;
  }

  private boolean verified(String session, String code) {
    return core.sessions.submitCode(session, code) instanceof Compared compared
        && compared.session().verified();
  }

  private static String wrong(String code) {
    return (code.charAt(0) == '0' ? "1" : "0") + code.substring(1);
  }
}
