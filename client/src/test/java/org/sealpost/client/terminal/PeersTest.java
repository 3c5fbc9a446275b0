package org.sealpost.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.ServiceId;

class PeersTest {
  private static final ServiceId.Aci BOB =
      new ServiceId.Aci(UUID.fromString("b0b00000-0000-4000-8000-000000000001"));
  private static final ServiceId.Aci BEA =
      new ServiceId.Aci(UUID.fromString("b0b00000-0000-4000-8000-000000000002"));
  private static final ServiceId.Aci CAY =
      new ServiceId.Aci(UUID.fromString("ca100000-0000-4000-8000-000000000003"));

  @Test
  void whoWritesFirstIsTalkedTo() {
    Peers peers = new Peers(_ -> Optional.empty());
    assertThat(peers.heardFrom(BOB)).isTrue();
    assertThat(peers.heardFrom(CAY)).isFalse();
    assertThat(peers.current()).hasValue(BOB);
    peers.talkTo(CAY);
    assertThat(peers.current()).hasValue(CAY);
  }

  @Test
  void theBeginningOfAKnownNameIsEnough() {
    Peers peers = new Peers(_ -> Optional.empty());
    assertThat(peers.find(BOB.text())).hasValue(BOB);
    assertThat(peers.find("ca")).isEmpty();
    peers.talkTo(BOB);
    peers.talkTo(BEA);
    peers.talkTo(CAY);
    assertThat(peers.find("ca")).hasValue(CAY);
    assertThat(peers.find("b0b")).isEmpty();
    assertThat(peers.find("")).isEmpty();
  }

  @Test
  void whatWasSentCanBeNamedBackwards() {
    Peers peers = new Peers(_ -> Optional.empty());
    assertThat(peers.sentBefore(BOB, 0)).isEmpty();
    for (long time = 1; time <= 1500; time++) {
      peers.sent(BOB, time);
    }
    assertThat(peers.sentBefore(BOB, 0)).hasValue(1500L);
    assertThat(peers.sentBefore(BOB, 999)).hasValue(501L);
    assertThat(peers.sentBefore(BOB, 1000)).isEmpty();
    assertThat(peers.sentBefore(CAY, 0)).isEmpty();
  }
}
