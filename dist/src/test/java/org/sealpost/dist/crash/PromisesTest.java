package org.sealpost.dist.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.dist.crash.History.Device;
import org.sealpost.dist.crash.History.Message;
import org.sealpost.dist.crash.History.Sent;
import org.sealpost.dist.crash.History.Visit;

/// Histories of servers that keep and that break their promises.
class PromisesTest {
  private final List<Sent> sent = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();

  private Message answered(int sender, int number) {
    return send(sender, number, true, 1);
  }

  private Message unanswered(int sender, int number) {
    return send(sender, number, false, 1);
  }

  private Message sentTwice(int sender, int number) {
    return send(sender, number, true, 2);
  }

  private Message send(int sender, int number, boolean answered, int times) {
    Message message = new Message(sender, number);
    sent.add(new Sent(message, "bob", answered, times));
    return message;
  }

  private void device(String name, Visit... visits) {
    devices.add(new Device(name, "bob", List.of(visits)));
  }

  /// A visit cut short, of a device that takes nothing.
  private static Visit looks(Message... offered) {
    return new Visit(List.of(offered), Set.of(), Set.of(), false, false);
  }

  /// A visit cut short, of a device that takes everything.
  private static Visit takes(Message... offered) {
    return new Visit(List.of(offered), Set.copyOf(List.of(offered)), Set.of(), false, false);
  }

  /// A visit after all sends, of a device that takes everything.
  private static Visit toTheEnd(Message... offered) {
    return new Visit(List.of(offered), Set.copyOf(List.of(offered)), Set.of(), true, true);
  }

  private List<String> broken() {
    return Promises.broken(new History(sent, devices));
  }

  @Test
  void aServerThatKeepsThemAll() {
    Message first = answered(1, 1);
    Message other = answered(2, 1);
    Message lost = unanswered(1, 2);
    Message again = sentTwice(1, 3);
    Message last = answered(1, 4);
    device("phone", looks(first, other), takes(first, other, again), toTheEnd(again, last));
    device("tablet", toTheEnd(first, other, again, last));

    assertThat(sent).extracting(Sent::message).contains(lost);
    assertThat(broken()).isEmpty();
  }

  @Test
  void aTakenMessageMayComeAgainWhenTheServerDidNotHear() {
    Message first = answered(1, 1);
    Message second = answered(1, 2);
    device("phone", takes(first, second), toTheEnd(second));

    assertThat(broken()).isEmpty();
  }

  @Test
  void answeredAndLost() {
    Message first = answered(1, 1);
    answered(1, 2);
    device("phone", toTheEnd(first));

    assertThat(broken()).singleElement().asString().contains("2 of sender 1", "never came");
  }

  @Test
  void storedInPart() {
    Message half = unanswered(1, 1);
    device("phone", toTheEnd(half));
    device("tablet", toTheEnd());

    assertThat(broken()).singleElement().asString().contains("in part", "tablet");
  }

  @Test
  void oneSendersOrder() {
    Message first = answered(1, 1);
    Message second = answered(1, 2);
    device("phone", toTheEnd(second, first));

    assertThat(broken()).anyMatch(breach -> breach.contains("came behind number 2"));
  }

  @Test
  void twoSendersOrderChangesAfterAKill() {
    Message one = answered(1, 1);
    Message two = answered(2, 1);
    device("phone", looks(one, two), toTheEnd(two, one));

    assertThat(broken()).anyMatch(breach -> breach.contains("unlike before"));
  }

  @Test
  void aPositionBehindTheCursor() {
    Message seen = answered(1, 1);
    Message late = answered(2, 1);
    device("phone", looks(seen), toTheEnd(late, seen));

    assertThat(broken()).anyMatch(breach -> breach.contains("unlike before"));
  }

  @Test
  void skippedAndLeftForLater() {
    Message first = answered(1, 1);
    Message second = answered(1, 2);
    device("phone", takes(second), toTheEnd(first));

    assertThat(broken()).singleElement().asString().contains("was skipped before");
  }

  @Test
  void seenNotTakenAndSkipped() {
    Message one = unanswered(1, 1);
    Message two = answered(2, 1);
    device("phone", looks(one, two), takes(two));

    assertThat(broken()).singleElement().asString().contains("not taken, was skipped");
  }

  @Test
  void seenNotTakenAndGone() {
    Message one = unanswered(1, 1);
    device("phone", looks(one), toTheEnd());

    assertThat(broken()).singleElement().asString().contains("not taken, was skipped");
  }

  @Test
  void removedAndBack() {
    Message one = answered(1, 1);
    device("phone", takes(one), new Visit(List.of(one), Set.of(), Set.of(one), true, true));

    assertThat(broken()).singleElement().asString().contains("removal was committed");
  }

  @Test
  void aRepeatStoredTwice() {
    Message again = sentTwice(1, 1);
    device("tablet", new Visit(List.of(again, again), Set.of(again), Set.of(), true, true));

    assertThat(broken()).anyMatch(breach -> breach.contains("came behind"));
  }

  @Test
  void aRepeatOfWhatWasTakenMayComeAgain() {
    Message again = sentTwice(1, 1);
    device("phone", takes(again), new Visit(List.of(again), Set.of(), Set.of(again), true, true));

    assertThat(broken()).isEmpty();
  }

  @Test
  void nobodySentIt() {
    device("phone", toTheEnd(new Message(3, 1)));

    assertThat(broken()).singleElement().asString().contains("nobody sent");
  }
}
