package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.Enrolment;
import org.sealpost.client.connection.ConnectionState;
import org.sealpost.client.linking.DeviceName;
import org.sealpost.client.linking.LinkApproval;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.OwnUsername;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.username.UsernameOutcome;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.DeviceList;

/// What the SDK does with its account, through a real server: devices, locks, the end.
class SdkAccountTest {
  @TempDir private Path folder;
  private TestServer server;
  private final List<SdkDevice> devices = new ArrayList<>();
  private final PhoneNumber number = FakeAccounts.freshNumber();

  @BeforeEach
  void start() {
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    devices.forEach(SdkDevice::close);
    server.close();
  }

  private Path nextFile() {
    return folder.resolve("state-" + devices.size() + ".db");
  }

  private SdkDevice register() throws Exception {
    SdkDevice device = SdkDevice.register(server, nextFile(), number);
    devices.add(device);
    return device.online();
  }

  private static SecretBytes secret(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return SecretBytes.wrap(bytes);
  }

  private RegistrationOutcome again(RegistrationProof proof, Optional<SecretBytes> lock)
      throws Exception {
    try (ClientState state = ClientState.inMemory()) {
      return Enrolment.register(
          server.service(), state, number, proof, lock, Optional.empty(), Clock.systemUTC());
    }
  }

  private String name(SdkDevice device, int id) throws Exception {
    for (DeviceList.Device each : device.client().account().devices()) {
      var sealed = each.name();
      if (each.id() == id && sealed != null) {
        return DeviceName.decrypt(device.client().self().aciIdentity(), sealed).orElseThrow();
      }
    }
    return "";
  }

  @Test
  void aLinkedDeviceIsWaitedForAndNamed() throws Exception {
    SdkDevice bob = register();
    try (NewDevice device = NewDevice.open(server.service(), Clock.systemUTC())) {
      assertThat(bob.client().account().approveLink(device.uri()))
          .isEqualTo(LinkApproval.Outcome.TOLD);
      assertThat(bob.client().account().awaitLinked(Duration.ofMillis(1))).isEmpty();
      devices.add(SdkDevice.link(server, nextFile(), device));
    }
    assertThat(bob.client().account().awaitLinked(Duration.ofMinutes(1)))
        .hasValueSatisfying(joined -> assertThat(joined.id()).isEqualTo(2));

    bob.client().account().rename(2, "on the boat");
    assertThat(name(bob, 2)).isEqualTo("on the boat");
    SdkDevice tablet = devices.getLast().online();
    tablet.client().account().rename(2, "in the drawer");
    assertThat(name(bob, 2)).isEqualTo("in the drawer");
  }

  @Test
  void aLockedNumberIsRegisteredByWhoHasTheLock() throws Exception {
    SdkDevice bob = register();
    bob.client().account().lockRegistration(Optional.of(secret(1)));
    // Attributes written later keep it.
    bob.client().account().writeAttributes();

    RegistrationOutcome refused =
        again(new RegistrationProof.Code(server.invite(number)), Optional.empty());
    assertThat(refused).isInstanceOf(RegistrationOutcome.Locked.class);
    RegistrationProof verified = ((RegistrationOutcome.Locked) refused).again();
    assertThat(again(verified, Optional.of(secret(2))))
        .isInstanceOf(RegistrationOutcome.Locked.class);
    assertThat(bob.client().connectionState()).isEqualTo(ConnectionState.CONNECTED);

    assertThat(again(verified, Optional.of(secret(1))))
        .isInstanceOf(RegistrationOutcome.Registered.class);
    assertThat(bob.awaitState(ConnectionState.REJECTED)).isTrue();
  }

  @Test
  void aRecoveryPasswordNeedsNoCode() throws Exception {
    SdkDevice bob = register();
    bob.client().account().setRecoveryPassword(secret(3));

    assertThat(again(new RegistrationProof.RecoveryPassword(secret(4)), Optional.empty()))
        .isEqualTo(new RegistrationOutcome.WrongRecoveryPassword());
    assertThat(again(new RegistrationProof.RecoveryPassword(secret(3)), Optional.empty()))
        .isInstanceOfSatisfying(
            RegistrationOutcome.Registered.class,
            anew -> assertThat(anew.identity().uuid()).isEqualTo(bob.aci().uuid()));
  }

  @Test
  void whoDeletesTheAccountIsGone() throws Exception {
    SdkDevice bob = register();
    bob.client().account().delete();
    assertThat(bob.awaitState(ConnectionState.REJECTED)).isTrue();
  }

  @Test
  void strangersFindWhoHasAUsername() throws Exception {
    SdkDevice bob = register();
    UsernameOutcome outcome = bob.client().usernames().take("bob_the_boatman");
    assertThat(outcome).isInstanceOf(UsernameOutcome.Taken.class);
    OwnUsername own = ((UsernameOutcome.Taken) outcome).username();

    SdkDevice anna = SdkDevice.register(server, nextFile(), FakeAccounts.freshNumber());
    devices.add(anna);
    anna.online();
    assertThat(anna.client().usernames().find(own.username())).hasValue(bob.aci());
    assertThat(anna.client().usernames().find(own.link())).hasValue(bob.aci());
    assertThat(anna.client().usernames().take(own.username()))
        .isEqualTo(new UsernameOutcome.NoneFree());

    bob.client().usernames().giveUp();
    assertThat(anna.client().usernames().find(own.username())).isEmpty();
    assertThat(anna.client().usernames().find(own.link())).isEmpty();
  }
}
