package org.sealpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.sealpost.bench.load.Connection;
import org.sealpost.bench.load.FrameHandler;
import org.sealpost.bench.load.Latencies;
import org.sealpost.bench.load.LoadLoop;
import org.sealpost.bench.load.Receiver;
import org.sealpost.bench.load.SendTemplate;
import org.sealpost.bench.load.Sender;

/// The connections to one peer, and rounds of load over them.
final class Load implements AutoCloseable {
  private static final Duration LAST_ANSWERS = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(20);
  private static final long OWN = ProcessHandle.current().pid();

  private final InetSocketAddress address;
  private final SSLContext context;
  private final long peer;
  private final LoadLoop loop;
  private final List<Connection> connections = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();

  /// @param peer the peer's process
  Load(InetSocketAddress address, SSLContext context, long peer) throws IOException {
    this.address = address;
    this.context = context;
    this.peer = peer;
    this.loop = new LoadLoop();
  }

  /// Opens a connection that sends these frames, `inFlight` at a time.
  void sender(Optional<String> authorization, SendTemplate template, int inFlight)
      throws IOException {
    Connection connection = open(authorization, new Receiver());
    senders.add(new Sender(connection, template, inFlight));
    loop.add(connection);
  }

  /// Opens a connection that acknowledges what comes.
  Receiver receiver(String authorization) throws IOException {
    Receiver receiver = new Receiver();
    loop.add(open(Optional.of(authorization), receiver));
    return receiver;
  }

  private Connection open(Optional<String> authorization, FrameHandler handler) throws IOException {
    Connection connection =
        Connection.open(address, context, "/v1/websocket/", authorization, handler);
    connections.add(connection);
    return connection;
  }

  /// All senders send for that long; then waits for the last answers.
  Measured run(Duration duration) throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    Map<Integer, Integer> otherStatuses = new ConcurrentSkipListMap<>();
    double peerBefore = ProcessFigures.cpuSeconds(peer);
    double ownBefore = ProcessFigures.cpuSeconds(OWN);
    long began = System.nanoTime();
    CountDownLatch idle = start(Long.MAX_VALUE, latencies, otherStatuses);
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    loop.execute(() -> senders.forEach(Sender::stop));
    await(idle, LAST_ANSWERS);
    double seconds = (System.nanoTime() - began) / 1e9;
    return Measured.of(
        latencies,
        otherStatuses,
        seconds,
        ProcessFigures.cpuSeconds(peer) - peerBefore,
        ProcessFigures.cpuSeconds(OWN) - ownBefore);
  }

  /// The senders share that many sends, all of which have to be answered with 200.
  void runCount(int sends) throws IOException, InterruptedException {
    Map<Integer, Integer> otherStatuses = new ConcurrentSkipListMap<>();
    await(start(sends / senders.size(), new Latencies(), otherStatuses), LONGEST);
    if (!otherStatuses.isEmpty()) {
      throw new IOException("not all sends were answered 200: " + otherStatuses);
    }
  }

  private CountDownLatch start(long each, Latencies latencies, Map<Integer, Integer> statuses) {
    CountDownLatch idle = new CountDownLatch(senders.size());
    loop.execute(
        () -> senders.forEach(sender -> sender.start(each, latencies, statuses, idle::countDown)));
    return idle;
  }

  private static void await(CountDownLatch idle, Duration longest)
      throws IOException, InterruptedException {
    if (!idle.await(longest.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(idle.getCount() + " connections wait for an answer");
    }
  }

  @Override
  public void close() throws IOException {
    loop.execute(() -> connections.forEach(Connection::close));
    loop.close();
  }
}
