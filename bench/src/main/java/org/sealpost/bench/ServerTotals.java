package org.sealpost.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What the server's store holds, from the counters on its admin listener. They change in the
/// commit that they count, so an acknowledgement that shows here is committed.
final class ServerTotals implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest scrape;

  /// @param data the running server's folder
  ServerTotals(Path data) throws IOException {
    String port = Files.readString(data.resolve("admin-port")).strip();
    scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
  }

  /// Waits until every inbox is empty: what was accepted is acknowledged, and that is committed.
  void awaitEmptyInboxes(Duration longest) throws IOException, InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (queued() > 0) {
      if (System.nanoTime() > end) {
        throw new IOException(queued() + " envelopes were never acknowledged");
      }
      TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
    }
  }

  private long queued() throws IOException, InterruptedException {
    String page = client.send(scrape, BodyHandlers.ofString()).body();
    return total(page, "accepted")
        - total(page, "acknowledged")
        - total(page, "expired")
        - total(page, "purged");
  }

  private static long total(String page, String name) throws IOException {
    String line = "sealpost_envelopes_" + name + "_total ";
    return page.lines()
        .filter(found -> found.startsWith(line))
        .mapToLong(found -> (long) Double.parseDouble(found.substring(line.length())))
        .findFirst()
        .orElseThrow(() -> new IOException("the server does not say how many it " + name));
  }

  @Override
  public void close() {
    client.close();
  }
}
