package org.sealpost.dist.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.sealpost.client.testing.Acknowledging;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.dist.crash.History.Device;
import org.sealpost.dist.crash.History.Message;
import org.sealpost.dist.crash.History.Visit;

/// A device that comes and goes, and the notes of what it saw. One thread at a time.
final class Receiving {
  private static final int MOST_IN_A_VISIT = 60;

  /// What is known of a visit beside what the device has received.
  private static final class Notes {
    private final Acknowledging how;
    private final Set<Message> removed;
    private final Set<Message> taken = new HashSet<>();
    private boolean toTheEnd;
    private boolean sendsOver;

    Notes(Acknowledging how, Set<Message> removed) {
      this.how = how;
      this.removed = removed;
    }
  }

  private final String name;
  private final String account;
  private final FakeDevice device;
  private final Contents contents;
  private final SplittableRandom random;

  /// Connections that the device had before: to be linked, say.
  private final int earlier;

  private final List<Notes> visits = new ArrayList<>();
  private Set<Message> removedSince = new HashSet<>();

  Receiving(
      String name, String account, FakeDevice device, Contents contents, SplittableRandom random) {
    this.name = name;
    this.account = account;
    this.device = device;
    this.contents = contents;
    this.random = random;
    this.earlier = device.connections();
  }

  private Notes visit(Acknowledging how) throws IOException {
    device.acknowledging(how).connect();
    visits.add(new Notes(how, Set.copyOf(removedSince)));
    removedSince = new HashSet<>();
    return visits.getLast();
  }

  /// Comes, takes some, goes: in good order, or not, or displaced by its next connection.
  void comeAndGoUntilEnd(Round round) throws IOException {
    while (!round.isOver()) {
      try {
        Notes notes = visit(Acknowledging.AT_ONCE);
        device.awaitEnvelopes(1 + random.nextInt(MOST_IN_A_VISIT));
        notes.toTheEnd = !device.queueEmptySignals().isEmpty();
      } catch (IOException | IllegalStateException e) {
        if (round.isOver()) {
          return;
        }
        throw e;
      }
      switch (random.nextInt(3)) {
        case 0 -> device.cut();
        case 1 -> device.disconnect();
        default -> {} // the next connection displaces this one
      }
    }
  }

  /// Takes some of what comes, in any order, refuses some, says nothing to the rest, and waits
  /// until the removal of the first is committed.
  void takeSomeForGood(Counters counters) throws IOException {
    Notes notes = visit(Acknowledging.WITHHELD);
    ServiceSocket socket = device.openSocket();
    long before = counters.acknowledged();
    List<ReceivedEnvelope> left =
        new ArrayList<>(device.awaitEnvelopes(1 + random.nextInt(MOST_IN_A_VISIT)));
    while (!left.isEmpty()) {
      ReceivedEnvelope one = left.remove(random.nextInt(left.size()));
      int die = random.nextInt(8);
      if (die < 6) {
        socket.respond(one.requestId(), 200, "OK");
        notes.taken.add(contents.read(one.content()));
      } else if (die == 6) {
        socket.respond(one.requestId(), 500, "not now");
      }
    }
    counters.awaitAcknowledged(before + notes.taken.size());
    removedSince.addAll(notes.taken);
  }

  /// Takes one of those that wait for it, and more until the server is gone.
  void beginToTake() throws IOException {
    visit(Acknowledging.AT_ONCE).sendsOver = true;
    device.awaitEnvelopes(1);
  }

  /// Takes all there is.
  ///
  /// @return how many came
  int takeAll() throws IOException {
    Notes notes = visit(Acknowledging.AT_ONCE);
    notes.sendsOver = true;
    int count = device.awaitQueueEmpty();
    notes.toTheEnd = true;
    return count;
  }

  /// All that it ever took is removed for good.
  void allRemoved() {
    for (int i = 0; i < visits.size(); i++) {
      removedSince.addAll(taken(i));
    }
  }

  /// Waits until nothing comes any more, the server being gone.
  void awaitSilence() {
    for (int visit = 1; visit <= visits.size(); visit++) {
      if (device.awaitClosed(earlier + visit).isEmpty()) {
        throw new AssertionError("%s, visit %d does not end".formatted(name, visit));
      }
    }
  }

  private Set<Message> taken(int visit) {
    return switch (visits.get(visit).how) {
      case AT_ONCE -> Set.copyOf(new HashSet<>(offered(visit)));
      case WITHHELD -> visits.get(visit).taken;
    };
  }

  private List<Message> offered(int visit) {
    return device.receivedOn(earlier + visit + 1).stream()
        .map(envelope -> contents.read(envelope.content()))
        .collect(Collectors.toList());
  }

  Device history() {
    List<Visit> seen = new ArrayList<>();
    for (int i = 0; i < visits.size(); i++) {
      Notes notes = visits.get(i);
      seen.add(new Visit(offered(i), taken(i), notes.removed, notes.toTheEnd, notes.sendsOver));
    }
    return new Device(name, account, seen);
  }
}
