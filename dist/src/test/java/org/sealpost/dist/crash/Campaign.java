package org.sealpost.dist.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ServerProcess;
import org.sealpost.client.transport.Service;
import org.sealpost.dist.crash.History.Device;
import org.sealpost.dist.crash.Sending.Recipients;

/// A stream of sends to two accounts, and a server that is killed at random moments and started
/// again on the same data. Bob's phone comes and goes and acknowledges; his tablet and Carol's
/// phone are away until the end. One of the four senders sends sealed.
///
/// The seed decides how many answers and microseconds each kill waits for, who is sent to, what is
/// sent and what the devices do. The threads of two processes it does not decide.
final class Campaign implements AutoCloseable {
  /// A process that lives a second compiles little: it costs half the processor time.
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  private static final int SENDERS = 4;
  private static final int MOST_ANSWERS = 120;
  private static final int MOST_NANOS = 5_000_000;

  /// What a device does between two kills.
  private enum Plan {
    STAY_AWAY,
    COME_AND_GO,
    TAKE_SOME_FOR_GOOD
  }

  private final ServerProcess server;
  private final Behind behind;
  private final Service service;
  private final FakeAccounts accounts;
  private final Counters counters;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SplittableRandom random;
  private final List<Sending> senders = new ArrayList<>();
  private final Receiving visitor;
  private final List<Receiving> away;
  private int kills;

  /// @param behind where the server keeps its data; a database is killed with it now and then
  Campaign(Path home, Path data, Behind behind, long seed) throws IOException {
    random = new SplittableRandom(seed);
    this.behind = behind;
    server =
        ServerProcess.startWith(QUICK_START, home, data, behind.options().toArray(String[]::new));
    service = server.connect();
    accounts = new FakeAccounts(service, server);
    counters = new Counters(data, behind);
    Contents contents = new Contents(seed);
    FakeDevice phone = accounts.register();
    FakeDevice tablet = accounts.link(phone);
    phone.disconnect();
    FakeDevice carol = accounts.register();
    List<Recipients> recipients =
        List.of(
            new Recipients("Bob", List.of(phone, tablet)), new Recipients("Carol", List.of(carol)));
    for (int i = 0; i < SENDERS; i++) {
      senders.add(
          new Sending(i, accounts.register(), i == 0, recipients, contents, random.split()));
    }
    visitor = new Receiving("Bob's phone", "Bob", phone, contents, random.split());
    away =
        List.of(
            new Receiving("Bob's tablet", "Bob", tablet, contents, random.split()),
            new Receiving("Carol's phone", "Carol", carol, contents, random.split()));
  }

  /// Kills the server so many times while it is sent to, and twice while it is drained.
  History run(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      playRound();
    }
    drain();
    return history();
  }

  private void playRound() throws IOException, InterruptedException {
    Plan plan = Plan.values()[random.nextInt(Plan.values().length)];
    int answers = 1 + random.nextInt(MOST_ANSWERS);
    Round round = new Round();
    List<Future<?>> parts = new ArrayList<>();
    for (Sending sender : senders) {
      parts.add(start(round, () -> sender.sendUntilEnd(round)));
    }
    parts.add(
        start(
            round,
            () -> {
              switch (plan) {
                case STAY_AWAY -> round.recipientDone();
                case COME_AND_GO -> {
                  round.recipientDone();
                  visitor.comeAndGoUntilEnd(round);
                }
                case TAKE_SOME_FOR_GOOD -> {
                  visitor.takeSomeForGood(counters);
                  round.recipientDone();
                }
              }
            }));
    try {
      round.awaitAnswers(answers);
      round.awaitRecipient();
      // Not a wait for anything: the moment of the kill, on the heels of an answer or later.
      LockSupport.parkNanos(random.nextBoolean() ? 0 : random.nextInt(MOST_NANOS));
    } finally {
      round.end();
      kill();
      join(parts);
    }
    server.restart();
  }

  private void kill() throws IOException {
    server.kill();
    kills++;
    switch (behind) {
      case Behind.OwnFile _ -> {}
      case Behind.Database database -> {
        if (random.nextBoolean()) {
          database.killAndStart();
        }
      }
    }
    visitor.awaitSilence();
    away.forEach(Receiving::awaitSilence);
  }

  /// The devices that were away are interrupted by a kill as they take what waited. When all is
  /// taken and its removal committed, nothing may come after one kill more.
  private void drain() throws IOException {
    for (Receiving device : away) {
      device.beginToTake();
    }
    LockSupport.parkNanos(random.nextInt(MOST_NANOS));
    kill();
    server.restart();
    takeAll();
    if (!Promises.broken(history()).isEmpty()) {
      return; // to be told, before what follows waits in vain
    }
    counters.awaitNothingQueued();
    all().forEach(Receiving::allRemoved);
    kill();
    server.restart();
    takeAll();
  }

  private void takeAll() throws IOException {
    for (Receiving device : all()) {
      device.takeAll();
    }
  }

  private List<Receiving> all() {
    return List.of(visitor, away.getFirst(), away.getLast());
  }

  private History history() {
    List<Device> devices = all().stream().map(Receiving::history).toList();
    return new History(senders.stream().flatMap(s -> s.sent().stream()).toList(), devices);
  }

  int kills() {
    return kills;
  }

  private interface Part {
    void play() throws IOException;
  }

  private Future<?> start(Round round, Part part) {
    return threads.submit(() -> {
      try {
        part.play();
      } catch (IOException | RuntimeException | Error e) {
        round.giveUp();
        throw e;
      }
      return null;
    });
  }

  private static void join(List<Future<?>> parts) throws InterruptedException {
    for (Future<?> part : parts) {
      try {
        part.get();
      } catch (ExecutionException e) {
        throw new AssertionError("before the kill: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    accounts.close();
    counters.close();
    service.close();
    server.close();
  }
}
