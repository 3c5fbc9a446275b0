package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.Position;

/// What the simulation cannot tell by its promises, since something else would repair it in the
/// end: what a stream does at once, and what it does when it is given the unusual.
class DeviceStreamTest {
  private static final Epoch EPOCH = new Epoch(1);
  private static final DeliveryLimits LIMITS = DeliveryLimits.DEFAULT;

  private final DeviceStream stream = new DeviceStream(LIMITS);
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");

  @BeforeEach
  void claim() {
    assertThat(on(new StreamEvent.Started())).containsExactly(new StreamAction.Claim());
  }

  @Test
  void aFailedReadIsRepeatedFromTheStartAfterTheFirstWait() {
    open();
    page(false, 1, 2);
    on(new StreamEvent.Woken());
    assertThat(on(new StreamEvent.ReadFailed())).isEmpty();

    assertThat(stream.wakeAt()).isEqualTo(now.plus(LIMITS.retryFirst()));
    now = stream.wakeAt();
    assertThat(on(new StreamEvent.Tick()))
        .singleElement()
        .isInstanceOfSatisfying(
            StreamAction.Read.class, read -> assertThat(read.after()).isEqualTo(Position.START));
  }

  @Test
  void readsThatGoOnFailingAreRepeatedEverMoreSeldom() {
    open();
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      on(new StreamEvent.ReadFailed());
      waits.add(Duration.between(now, stream.wakeAt()));
      now = stream.wakeAt();
      on(new StreamEvent.Tick());
    }
    assertThat(waits)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void aPageWithoutAnEnvelopeThatOpensDoesNotHideWhatIsBehindIt() {
    open();
    assertThat(on(new StreamEvent.PageRead(EPOCH, List.of(), new Position(256), true)))
        .singleElement()
        .isInstanceOfSatisfying(
            StreamAction.Read.class, read -> assertThat(read.after()).isEqualTo(new Position(256)));
    assertThat(page(false, 257)).containsExactly(deliver(257), new StreamAction.QueueEmpty(0));
  }

  @Test
  void anEmptyPageThatClaimsThereIsMoreIsNotReadForEver() {
    open();
    assertThat(on(new StreamEvent.PageRead(EPOCH, List.of(), Position.START, true)))
        .containsExactly(new StreamAction.QueueEmpty(0));
  }

  @Test
  void whatADisplacedDeviceAnswersBeforeItKnowsCounts() {
    open();
    page(false, 1, 2);
    assertThat(on(new StreamEvent.Dismissed(CloseReason.CONNECTED_ELSEWHERE)))
        .containsExactly(new StreamAction.Close(CloseReason.CONNECTED_ELSEWHERE));

    assertThat(on(new StreamEvent.Answered(id(1), true)))
        .containsExactly(new StreamAction.Acknowledge(1, List.of(id(1))));
    on(new StreamEvent.Answered(id(2), true));
    assertThat(on(new StreamEvent.Disconnected())).isEmpty();
    assertThat(on(new StreamEvent.Acknowledged(1)))
        .containsExactly(new StreamAction.Acknowledge(2, List.of(id(2))));
    assertThat(stream.isOver()).isFalse();
    on(new StreamEvent.Acknowledged(2));
    assertThat(stream.isOver()).isTrue();
  }

  @Test
  void anAcknowledgementThatFailedAfterTheDeviceWentIsGivenUp() {
    open();
    page(false, 1);
    on(new StreamEvent.Answered(id(1), true));
    on(new StreamEvent.Disconnected());

    assertThat(on(new StreamEvent.AcknowledgeFailed(1))).isEmpty();
    assertThat(stream.isOver()).isTrue();
  }

  @Test
  void nothingOfAPageIsGivenOnceTheConnectionIsClosing() {
    open();
    on(new StreamEvent.Dismissed(CloseReason.REAUTHENTICATE));
    assertThat(page(true, 1, 2)).isEmpty();
    assertThat(on(new StreamEvent.Woken())).isEmpty();
    assertThat(on(stored(3, 2))).isEmpty();
    assertThat(stream.wakeAt()).isEqualTo(Instant.MAX);
  }

  @Test
  void aConnectionDismissedBeforeItsStartClaimsNothing() {
    DeviceStream fresh = new DeviceStream(LIMITS);
    assertThat(fresh.on(new StreamEvent.Dismissed(CloseReason.CONNECTED_ELSEWHERE), now))
        .containsExactly(new StreamAction.Close(CloseReason.CONNECTED_ELSEWHERE));
    assertThat(fresh.on(new StreamEvent.Started(), now)).isEmpty();
  }

  @Test
  void whatIsStoredBehindTheCursorComesFromMemoryAndAGapFromARead() {
    open();
    page(false, 1);
    assertThat(on(stored(2, 1))).containsExactly(deliver(2));
    assertThat(on(stored(4, 3)))
        .singleElement()
        .isInstanceOfSatisfying(
            StreamAction.Read.class, read -> assertThat(read.after()).isEqualTo(new Position(2)));
    // What the read will show may come from memory meanwhile; it is given once.
    assertThat(on(stored(3, 2))).containsExactly(deliver(3));
    assertThat(page(false, 3, 4)).containsExactly(deliver(4));
  }

  @Test
  void aQuietConnectionLooksOnceAMinuteAndAtNothingElse() {
    open();
    page(false);
    assertThat(stream.wakeAt()).isEqualTo(now.plus(LIMITS.safetyRead()));
    assertThat(on(new StreamEvent.Tick())).isEmpty();
    now = stream.wakeAt();
    assertThat(on(new StreamEvent.Tick())).singleElement().isInstanceOf(StreamAction.Read.class);
    assertThat(stream.wakeAt()).isEqualTo(now.plus(LIMITS.safetyRead()));
  }

  @Test
  void aDeviceThatAnswersNothingIsDisconnectedAfterItsTime() {
    open();
    page(false, 1);
    now = now.plus(LIMITS.answerTimeout()).minusMillis(1);
    assertThat(on(new StreamEvent.Tick()).stream().filter(StreamAction.Close.class::isInstance))
        .isEmpty();
    now = now.plusMillis(1);
    assertThat(on(new StreamEvent.Tick())).contains(new StreamAction.Close(CloseReason.UNANSWERED));
  }

  @Test
  void aStoreThatForgotTheClaimIsClaimedAgain() {
    open(new Epoch(7));
    assertThat(
            on(new StreamEvent.PageRead(new Epoch(3), List.of(arrival(1)), new Position(1), false)))
        .containsExactly(new StreamAction.Claim());
  }

  @Test
  void anEphemeralEnvelopeIsNeverAcknowledgedToTheStore() {
    open();
    page(false);
    assertThat(on(new StreamEvent.Ephemeral(delivery(9)))).containsExactly(deliver(9));
    assertThat(on(new StreamEvent.Answered(id(9), true))).isEmpty();
  }

  private void open() {
    open(EPOCH);
  }

  private void open(Epoch epoch) {
    assertThat(on(new StreamEvent.Claimed(epoch, 0)))
        .singleElement()
        .isInstanceOf(StreamAction.Read.class);
  }

  private List<StreamAction> on(StreamEvent event) {
    return stream.on(event, now);
  }

  /// A page with envelopes at these positions.
  private List<StreamAction> page(boolean more, int... positions) {
    List<StreamEvent.Arrival> arrivals = new ArrayList<>();
    Position end = Position.START;
    for (int position : positions) {
      arrivals.add(arrival(position));
      end = new Position(position);
    }
    return on(new StreamEvent.PageRead(EPOCH, arrivals, end, more));
  }

  private static StreamEvent stored(int position, int before) {
    return new StreamEvent.Stored(arrival(position), Optional.of(new Position(before)), false);
  }

  private static StreamEvent.Arrival arrival(int position) {
    return new StreamEvent.Arrival(new Position(position), delivery(position));
  }

  private static StreamAction deliver(int position) {
    return new StreamAction.Deliver(delivery(position));
  }

  private static Delivery delivery(int position) {
    return new Delivery(id(position), Bytes.wrap(new byte[] {(byte) position}));
  }

  private static EnvelopeId id(int number) {
    return new EnvelopeId(new UUID(0x8000L, number));
  }
}
