package org.sealpost.dist.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.sealpost.client.testing.FakeDevice;

/// What the server's store has counted, in the commits that it counts: how a test knows that an
/// acknowledgement is committed. Read from `/metrics`.
final class Counters implements AutoCloseable {
  private final Path data;
  private final Behind behind;
  private final HttpClient http = HttpClient.newHttpClient();

  Counters(Path data, Behind behind) {
    this.data = data;
    this.behind = behind;
  }

  /// Envelopes that devices have removed, ever.
  long acknowledged() {
    return counter(metrics(), "sealpost_envelopes_acknowledged_total");
  }

  void awaitAcknowledged(long count) {
    await(() -> count - acknowledged(), "acknowledgements are not committed");
  }

  /// Until all that was accepted is acknowledged.
  void awaitNothingQueued() {
    await(
        () -> {
          String metrics = metrics();
          return counter(metrics, "sealpost_envelopes_accepted_total")
              - counter(metrics, "sealpost_envelopes_acknowledged_total");
        },
        "drained inboxes are not empty");
  }

  private void await(LongSupplier missing, String otherwise) {
    long end = System.nanoTime() + FakeDevice.PATIENCE.toNanos();
    long left = missing.getAsLong();
    while (left > 0) {
      if (System.nanoTime() > end) {
        throw new AssertionError(otherwise + ": " + left);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      left = missing.getAsLong();
    }
    behind.settle();
  }

  private String metrics() {
    try {
      String port = Files.readString(data.resolve("admin-port")).strip();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new AssertionError("the metrics cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static long counter(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  @Override
  public void close() {
    http.close();
  }
}
