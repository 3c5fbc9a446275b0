package org.sealpost.core.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.Races;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.devices.LinkOutcome.CapabilityMissing;
import org.sealpost.core.devices.LinkOutcome.CodeRefused;
import org.sealpost.core.devices.LinkOutcome.DeviceLimitReached;
import org.sealpost.core.devices.LinkOutcome.Linked;
import org.sealpost.core.devices.LinkOutcome.PasswordTooShort;
import org.sealpost.core.devices.LinkOutcome.SignatureInvalid;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class LinkDeviceTest {
  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private Account account;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    account = alice.register(core);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void aLinkedDeviceHasTheLowestFreeIdAndAuthenticates() {
    assertThat(link()).isEqualTo(2);
    assertThat(link()).isEqualTo(3);
    core.unlinkDevice.unlink(alice.primary(core, account), 2);

    assertThat(link()).isEqualTo(2);
    assertThat(core.listDevices.list(alice.device(core, account, 3, TestClient.PASSWORD)))
        .extracting(listed -> listed.device().id())
        .containsExactly(1, 2, 3);
    assertThat(core.accounts.refresh(account.aci())).isEqualTo(core.accounts.find(account.aci()));
  }

  @Test
  void aDevicesIdIsUsedAgainForAnotherIncarnation() {
    link();
    AuthenticatedDevice first = alice.device(core, account, 2, TestClient.PASSWORD);
    core.unlinkDevice.unlink(alice.primary(core, account), 2);
    link();

    assertThat(core.retired).containsExactly(first.device().inbox());
    assertThat(core.authentication.current(first.address(), first.device().inbox())).isEmpty();
  }

  @Test
  void aCodeLinksOneDeviceAlsoWhenSeveralAskAtOnce() throws Exception {
    String code = alice.linkCode(core, account);
    Callable<LinkOutcome> caller = () -> core.linkDevice.link(alice.link(code));

    List<LinkOutcome> outcomes = Races.run(Collections.nCopies(6, caller));

    assertThat(outcomes).filteredOn(Linked.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(CodeRefused.class::isInstance).hasSize(5);
    assertThat(core.listDevices.list(alice.primary(core, account))).hasSize(2);
    assertThat(core.linkDevice.link(alice.link(code))).isInstanceOf(CodeRefused.class);
  }

  @Test
  void severalCodesAtOnceLinkSeveralDevices() throws Exception {
    core.clock.advance(Duration.ofMillis(1));
    String one = alice.linkCode(core, account);
    core.clock.advance(Duration.ofMillis(1));
    String another = alice.linkCode(core, account);
    List<Callable<LinkOutcome>> callers =
        List.of(
            () -> core.linkDevice.link(alice.link(one)),
            () -> core.linkDevice.link(alice.link(another)));

    assertThat(Races.run(callers)).allMatch(Linked.class::isInstance);
    assertThat(core.listDevices.list(alice.primary(core, account)))
        .extracting(listed -> listed.device().id())
        .containsExactly(1, 2, 3);
  }

  @Test
  void codesThatAreOverChangedOrForeignAreRefused() {
    String code = alice.linkCode(core, account);
    TestClient bob = new TestClient("+15550002222");
    String bobs = bob.linkCode(core, bob.register(core));
    String mac = code.substring(code.indexOf(':'));

    for (String bad :
        List.of(
            "",
            ":",
            code + "x",
            code.substring(0, code.length() - 1),
            code.replace(':', '.'),
            bobs.substring(0, bobs.indexOf(':')) + mac,
            account.aci().text() + ".0" + mac,
            account.aci().text() + ".999999999999999" + mac)) {
      assertThat(core.linkDevice.link(alice.link(bad))).as(bad).isInstanceOf(CodeRefused.class);
    }
    core.clock.advance(Duration.ofMinutes(10));
    assertThat(core.linkDevice.link(alice.link(code))).isInstanceOf(CodeRefused.class);
  }

  @Test
  void aCodeDoesNotOutliveTheRegistrationItWasMadeUnder() {
    String code = alice.linkCode(core, account);
    alice.register(core);

    assertThat(core.linkDevice.link(alice.link(code))).isInstanceOf(CodeRefused.class);
  }

  @Test
  void refusalsLeaveTheCodeUnused() {
    TestClient stranger = new TestClient("+15550002222");
    String code = alice.linkCode(core, account);
    Attributes attributes = TestClient.attributes();

    assertThat(core.linkDevice.link(new Link(code, "fifteen charact", attributes, alice.preKeys())))
        .isInstanceOf(PasswordTooShort.class);
    assertThat(
            core.linkDevice.link(
                new Link(code, TestClient.PASSWORD, attributes, stranger.preKeys())))
        .isInstanceOf(SignatureInvalid.class);
    assertThat(core.linkDevice.link(alice.link(code))).isInstanceOf(Linked.class);
  }

  @Test
  void aDeviceMustNotTakeACapabilityFromTheAccount() {
    Attributes capable = TestClient.attributes(Set.of("deleteSync"));
    core.changeAttributes.change(alice.primary(core, account), capable);
    String code = alice.linkCode(core, account);

    assertThat(core.linkDevice.link(alice.link(code))).isInstanceOf(CapabilityMissing.class);
    assertThat(core.linkDevice.link(new Link(code, TestClient.PASSWORD, capable, alice.preKeys())))
        .isInstanceOf(Linked.class);
  }

  @Test
  void anAccountHasSixDevicesAtMost() {
    String early = alice.linkCode(core, account);
    for (int id = 2; id <= 6; id++) {
      core.clock.advance(Duration.ofMillis(1));
      assertThat(link()).isEqualTo(id);
    }

    assertThat(core.linkDevice.link(alice.link(early))).isEqualTo(new DeviceLimitReached(6, 6));
    assertThat(core.createLinkCode.create(alice.primary(core, account)))
        .isEqualTo(new LinkCodeOutcome.DeviceLimitReached(6, 6));
  }

  @Test
  void onlyThePrimaryMakesCodesAndUnlinksOthers() {
    link();
    core.clock.advance(Duration.ofMillis(1));
    link();
    AuthenticatedDevice primary = alice.primary(core, account);
    AuthenticatedDevice second = alice.device(core, account, 2, TestClient.PASSWORD);
    InboxId inbox = second.device().inbox();

    assertThat(core.createLinkCode.create(second)).isInstanceOf(LinkCodeOutcome.NotPrimary.class);
    assertThat(core.unlinkDevice.unlink(second, 3)).isInstanceOf(UnlinkOutcome.NotAllowed.class);
    assertThat(core.unlinkDevice.unlink(second, 1)).isInstanceOf(UnlinkOutcome.PrimaryStays.class);
    assertThat(core.unlinkDevice.unlink(primary, 1)).isInstanceOf(UnlinkOutcome.PrimaryStays.class);
    assertThat(core.unlinkDevice.unlink(second, 2)).isInstanceOf(UnlinkOutcome.Unlinked.class);
    assertThat(core.unlinkDevice.unlink(primary, 2)).isInstanceOf(UnlinkOutcome.Unlinked.class);
    assertThat(core.retired).containsExactly(inbox);
    assertThat(core.storage.inboxes().abandoned(10)).containsExactly(inbox);
  }

  @Test
  void whenNobodyKnowsWhetherItWasUnlinkedTheDeviceAuthenticatesAgain() {
    link();
    AuthenticatedDevice second = alice.device(core, account, 2, TestClient.PASSWORD);
    core.storage.plan(FaultPlan.next("update", Fault.AFTER));

    assertThatThrownBy(() -> core.unlinkDevice.unlink(alice.primary(core, account), 2))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(core.retired).containsExactly(second.device().inbox());
    assertThat(core.authentication.current(second.address(), second.device().inbox())).isEmpty();
  }

  private int link() {
    core.clock.advance(Duration.ofMillis(1));
    return core.linkDevice.link(alice.link(alice.linkCode(core, account))) instanceof Linked linked
        ? linked.deviceId()
        : -1;
  }

  @Test
  void codesOfOneMillisecondAreTwo() {
    Account account = alice.register(core);
    assertThat(alice.linkCode(core, account)).isNotEqualTo(alice.linkCode(core, account));
  }
}
