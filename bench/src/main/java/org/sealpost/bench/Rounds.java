package org.sealpost.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sealpost.bench.Accounts.Pair;
import org.sealpost.bench.load.Receiver;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ServerProcess;

/// One run against one server and one echo: idle first, then rounds of load in turn, then a
/// backlog. A round of sends is every sender's closed loop for a while, each receiver
/// acknowledging; a round of echoes is the same senders' frames, sent back as they are.
final class Rounds implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path home;
  private final Path folder;
  private final int pairCount;
  private final int inFlight;
  private final int size;
  private final SplittableRandom random;
  private final Progress progress = new Progress();
  private final List<Measured> sends = new ArrayList<>();
  private final List<Measured> echoes = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private double residentAfterLoad;
  private @Nullable ServerProcess server;
  private @Nullable Accounts accounts;

  Rounds(Path home, Path folder, int pairCount, int inFlight, int size, SplittableRandom random) {
    this.home = home;
    this.folder = folder;
    this.pairCount = pairCount;
    this.inFlight = inFlight;
    this.size = size;
    this.random = random;
  }

  /// Starts the server twice: on a new folder, and again on the same.
  Report.Idle idle() throws IOException, InterruptedException {
    progress.say("starting the server");
    Path config = folder.resolve("bench.yml");
    Files.writeString(config, Limits.LIFTED);
    ServerProcess started =
        ServerProcess.start(home, folder.resolve("data"), "--config", config.toString());
    server = started;
    double first = started.readyAfter().toMillis() / 1e3;
    started.close();
    started.restart();
    progress.say("looking at the idle server");
    TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
    return new Report.Idle(
        first,
        started.readyAfter().toMillis() / 1e3,
        ProcessFigures.residentMegabytes(started.pid()));
  }

  void register() throws IOException {
    Accounts registered = new Accounts(server(), size, random);
    accounts = registered;
    for (int i = 0; i < pairCount; i++) {
      progress.say("registering pair " + (i + 1) + " of " + pairCount);
      registered.add();
    }
  }

  /// @param warmUp how many of each before the first round
  /// @param profile where to record the server in the last round, if at all
  void measure(int warmUp, Duration length, int rounds, Optional<Path> profile)
      throws IOException, InterruptedException {
    EchoProcess echo = EchoProcess.start(folder, ServerProcess.jvmFlags(home));
    open.add(echo);
    Load echoLoad = new Load(echo.address(), Tls.trusting(echo.trust()), echo.pid());
    open.add(echoLoad);
    Load sendLoad = load();
    open.add(sendLoad);
    for (Pair pair : accounts().pairs()) {
      progress.say("connecting");
      echoLoad.sender(Optional.empty(), accounts().templateTo(pair.receiver()), inFlight);
      sendLoad.receiver(pair.receiver().credentials().toHeader());
      sendLoad.sender(
          Optional.of(pair.sender().credentials().toHeader()), pair.template(), inFlight);
    }
    progress.say("warming up: %,d echoes".formatted(warmUp));
    echoLoad.runCount(warmUp);
    progress.say("warming up: %,d sends".formatted(warmUp));
    sendLoad.runCount(warmUp);
    for (int round = 1; round <= rounds; round++) {
      boolean last = round == rounds;
      progress.say("round " + round + " of " + rounds + ": echoes");
      echoes.add(echoLoad.run(length));
      progress.say("round " + round + " of " + rounds + ": sends");
      try (Recording _ = Recording.of(server().pid(), profile.filter(_ -> last))) {
        sends.add(sendLoad.run(length));
      }
    }
    residentAfterLoad = ProcessFigures.residentMegabytes(server().pid());
    sendLoad.close();
    echoLoad.close();
    echo.close();
  }

  /// Fills one device's inbox while it is away, then lets it come back.
  Report.Drain drain(int envelopes) throws IOException, InterruptedException {
    Pair pair = accounts().add();
    FakeDevice receiver = pair.receiver();
    try (ServerTotals totals = new ServerTotals(server().data())) {
      progress.say("waiting for the last acknowledgements");
      totals.awaitEmptyInboxes(PATIENCE);
      try (Load filling = load()) {
        filling.sender(Optional.of(pair.sender().credentials().toHeader()), pair.template(), 16);
        progress.say("filling an inbox");
        filling.runCount(envelopes);
      }
      try (Load draining = load()) {
        progress.say("draining it");
        long began = System.nanoTime();
        Receiver drained = draining.receiver(receiver.credentials().toHeader());
        if (!drained.queueEmpty().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            || drained.envelopes() < envelopes) {
          throw new IOException(drained.envelopes() + " of " + envelopes + " envelopes came");
        }
        double delivered = secondsSince(began);
        totals.awaitEmptyInboxes(PATIENCE);
        return new Report.Drain(envelopes, delivered, secondsSince(began));
      }
    }
  }

  private Load load() throws IOException {
    return new Load(accounts().address(), Tls.trusting(accounts().caPem()), server().pid());
  }

  private static double secondsSince(long beganNanos) {
    return (System.nanoTime() - beganNanos) / 1e9;
  }

  void stopServers() {
    if (server != null) {
      server.close();
    }
  }

  Report.Loaded loaded() {
    return new Report.Loaded(List.copyOf(sends), List.copyOf(echoes), residentAfterLoad);
  }

  private ServerProcess server() {
    if (server == null) {
      throw new IllegalStateException("idle() comes first");
    }
    return server;
  }

  private Accounts accounts() {
    if (accounts == null) {
      throw new IllegalStateException("register() comes first");
    }
    return accounts;
  }

  @Override
  public void close() throws IOException {
    progress.done();
    for (AutoCloseable closing : open) {
      try {
        closing.close();
      } catch (Exception e) {
        throw new IOException("could not be closed", e);
      }
    }
    if (accounts != null) {
      accounts.close();
    }
    stopServers();
  }
}
