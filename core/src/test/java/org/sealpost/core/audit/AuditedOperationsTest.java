package org.sealpost.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.audit.events.Pseudonym;
import org.sealpost.audit.log.Sequencer;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.atrest.RotationPiece;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

/// Each operation that must be provable leaves its event, in the words of the catalogue.
class AuditedOperationsTest {
  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");

  @BeforeEach
  void open() {
    core = new TestCore(folder);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void aRegistrationIsLinkedWithItsInviteByItsSession() {
    Account account = alice.register(core);

    List<String> events = taken();
    assertThat(events)
        .extracting(AuditedOperationsTest::type)
        .containsExactly("invite.made", "invite.used", "account.registered");
    assertThat(member(events.get(0), "invite")).isEqualTo(member(events.get(1), "invite"));
    assertThat(member(events.get(0), "replaces")).contains("false");
    assertThat(member(events.get(1), "session")).isEqualTo(member(events.get(2), "session"));
    assertThat(member(events.get(2), "person")).contains(account.pseudonym().text());
    assertThat(String.join("\n", events))
        .doesNotContain(account.aci().text())
        .doesNotContain(account.pni().text())
        .doesNotContain(account.number().e164().substring(1));
  }

  @Test
  void anotherRegistrationNamesTheSamePersonAndTheNewIdentityKey() {
    Account first = alice.register(core);
    link(first);
    Account again = new TestClient("+15550001111").register(core);

    List<String> events = taken();
    assertThat(again.pseudonym()).isEqualTo(first.pseudonym());
    assertThat(events)
        .extracting(AuditedOperationsTest::type)
        .endsWith(
            "invite.made", "invite.used", "account.reregistered", "account.identity_key_changed");
    String reregistered = events.get(events.size() - 2);
    assertThat(member(reregistered, "devices_ended")).contains("2");
    assertThat(member(reregistered, "person")).contains(first.pseudonym().text());
    assertThat(member(events.get(events.size() - 4), "replaces")).contains("true");
  }

  @Test
  void linkingAndUnlinkingAreRecorded() {
    Account account = alice.register(core);
    link(account);
    core.unlinkDevice.unlink(alice.primary(core, account), 2);
    core.unlinkDevice.unlink(alice.primary(core, account), 2);

    List<String> events = taken();
    assertThat(events)
        .extracting(AuditedOperationsTest::type)
        .endsWith("account.registered", "device.linked", "device.unlinked");
    assertThat(member(events.get(events.size() - 2), "device")).contains("2");
    assertThat(member(events.getLast(), "by_device")).contains("1");
  }

  @Test
  void theLastWrongCodeBurnsTheInviteThatTheEventNames() {
    String code = core.invites.make(alice.number).code();
    String session = core.sessions.open(alice.number, "192.0.2.1").id();
    core.sessions.requestCode(session);
    for (int i = 0; i < 12; i++) {
      core.sessions.submitCode(session, "000000000" + (code.endsWith("0") ? 1 : 0));
    }

    List<String> events = taken();
    assertThat(events)
        .extracting(AuditedOperationsTest::type)
        .containsExactly("invite.made", "invite.burned");
    assertThat(member(events.get(0), "invite")).isEqualTo(member(events.get(1), "invite"));
  }

  @Test
  void anActionWhoseAnswerWasLostHasItsEvent() {
    Account account = alice.register(core);
    core.storage.plan(FaultPlan.next("update", Fault.AFTER));
    assertThatThrownBy(() -> link(account)).isInstanceOf(StorageUnavailable.class);

    assertThat(type(taken().getLast())).isEqualTo("device.linked");
  }

  @Test
  void aPseudonymOutlivesARestart() {
    Pseudonym before = alice.register(core).pseudonym();
    core.close();
    core = TestCore.again(folder);

    assertThat(core.accounts.findByNumber(alice.number).map(Account::pseudonym))
        .isEqualTo(Optional.of(before));
  }

  @Test
  void theEndOfAnAccountIsRecordedOnceWithWhoEndedIt() {
    Account account = alice.register(core);
    core.storage.plan(FaultPlan.next("delete", Fault.BEFORE));
    assertThatThrownBy(() -> core.deleteAccount.delete(primary(account), Actor.PERSON))
        .isInstanceOf(StorageUnavailable.class);
    core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR);
    core.deleteAccount.delete(primary(account), Actor.PERSON);

    List<String> events = taken();
    assertThat(events)
        .extracting(AuditedOperationsTest::type)
        .endsWith("account.registered", "account.deleted");
    assertThat(member(events.getLast(), "person")).contains(account.pseudonym().text());
    assertThat(member(events.getLast(), "by")).contains("administrator");
  }

  @Test
  void generationsOfStoreKeysAreRecordedAsTheyComeAndGo() {
    core.rotate.begin(true);
    core.rotate.begin(false);
    while (core.rotate.next() instanceof RotationPiece.Rewrapped) {
      // on to the end
    }

    List<String> events = taken();
    assertThat(events)
        .extracting(AuditedOperationsTest::type)
        .containsExactly("keys.made", "keys.retired");
    assertThat(member(events.get(0), "generation")).contains("2");
    assertThat(member(events.get(1), "before")).contains("2");
  }

  private void link(Account account) {
    var _ = core.linkDevice.link(alice.link(alice.linkCode(core, account)));
  }

  /// What was sequenced by now, as text.
  private List<String> taken() {
    int _ = new Sequencer(core.storage.audit()).sequence();
    Stream<AuditEntry> entries =
        core.storage.audit().read(0, 1_000).stream().map(SequencedEntry::entry);
    return entries
        .map(entry -> new String(entry.event().unsafeArray(), StandardCharsets.UTF_8))
        .toList();
  }

  private static String type(String event) {
    return member(event, "type").orElseThrow();
  }

  private static Optional<String> member(String event, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(event);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static AuthenticatedDevice primary(Account account) {
    return new AuthenticatedDevice(account, account.device(1).orElseThrow());
  }
}
