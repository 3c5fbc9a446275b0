package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.delivery.SendOutcome.Accepted;
import org.sealpost.protocol.Bytes;

/// When a send is counted: once, as soon as it is known that nothing stands against it.
class SendCountedTest {
  @TempDir Path folder;
  private SendDesk desk;
  private Account alice;
  private AuthenticatedDevice bob;

  @BeforeEach
  void register() {
    desk = new SendDesk(folder);
    TestClient bobClient = new TestClient("+15550002222");
    alice = new TestClient("+15550001111").register(desk.core);
    bob = bobClient.primary(desk.core, bobClient.register(desk.core));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private Send toAlice(List<DeviceMessage> messages) {
    return SendDesk.from(Optional.of(bob), alice, alice.aci(), messages);
  }

  @Test
  void whatIsRefusedIsNotCountedAndWhatIsStoredIsOnce() {
    List<String> counted = new ArrayList<>();
    Runnable count = () -> counted.add("once");
    SendMessage sending = desk.sending(desk);

    sending.send(toAlice(List.of()), count);
    sending.send(toAlice(List.of(SendDesk.content("two", 2, 5))), count);
    sending.send(toAlice(List.of(new DeviceMessage(77, 1, 1, Bytes.EMPTY))), count);
    assertThat(counted).isEmpty();
    assertThat(sending.send(SendDesk.from(bob, alice, "m"), count)).isEqualTo(new Accepted(false));
    assertThat(counted).hasSize(1);
    assertThatThrownBy(() ->
            sending.send(
                SendDesk.from(bob, alice, "too much"),
                () -> {
                  throw new IllegalStateException("empty");
                }))
        .hasMessage("empty");
    assertThat(desk.queued(alice.devices().getFirst().inbox())).hasSize(1);
  }

  /// By an account that is a moment old it would be refused.
  @Test
  void aSendThatIsDecidedAnewIsCountedToo() {
    Scene scene = new Scene();
    Account remembered = scene.account();
    scene.change(TestAccounts.withDevice(scene.account(), 3, Optional.of(scene.device(3, 3))));
    List<DeviceMessage> messages = scene.message("m", false).messages();
    List<String> counted = new ArrayList<>();

    scene.sending.send(
        SendDesk.from(Optional.empty(), remembered, remembered.aci(), messages),
        () -> counted.add("once"));

    assertThat(counted).hasSize(1);
  }
}
