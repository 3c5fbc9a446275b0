package org.sealpost.testing.s3;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stands between a client and a server of HTTP/1.1, one request a connection, and does to each
/// request what the test says. It changes nothing that is signed. Safe for any number of threads.
public final class FaultProxy implements AutoCloseable {
  private static final int MAX_HEAD = 64 * 1024;
  private static final int STEP = 16 * 1024;

  /// What is done to one request.
  public sealed interface Fault {
    /// Nothing.
    record Pass() implements Fault {}

    /// The server never sees it; the body is read, then this status and body are the answer.
    record Answer(int status, String body) implements Fault {}

    /// The head is read and nothing more; there is no answer, until the proxy is closed.
    record Silent() implements Fault {}

    /// The connection ends at once.
    record Refuse() implements Fault {}

    /// Both connections end after so many bytes of the body.
    record CutRequest(long after) implements Fault {}

    /// The server does it; the client gets so many bytes of the answer, its head included, and then
    /// the end.
    record CutAnswer(long after) implements Fault {}

    /// The answer comes in steps of so many bytes, each when the gate lets it.
    record Slow(int step, Runnable gate) implements Fault {}
  }

  public static final Fault PASS = new Fault.Pass();
  public static final Fault SLOW_DOWN =
      new Fault.Answer(
          503,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code><Message>less"
              + "</Message></Error>");

  private final URI server;
  private final ServerSocket listener;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile Function<String, Fault> plan = _ -> PASS;
  private final CountDownLatch ended = new CountDownLatch(1);

  private FaultProxy(URI server, ServerSocket listener) {
    this.server = server;
    this.listener = listener;
  }

  /// Takes connections on a free port of loopback.
  public static FaultProxy before(URI server) {
    try {
      FaultProxy made =
          new FaultProxy(server, new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(made::accept);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /// What to do from now on.
  ///
  /// @param next asked for each request with its method and target, as in `PUT /bucket/name?a=b`
  public void plan(Function<String, Fault> next) {
    plan = next;
  }

  public void all(Fault fault) {
    plan = _ -> fault;
  }

  /// Method and target of each request so far.
  public List<String> seen() {
    return List.copyOf(seen);
  }

  public void forget() {
    seen.clear();
  }

  private void accept() {
    while (ended.getCount() > 0) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      String head = head(client.getInputStream());
      if (head == null) {
        return;
      }
      String request = head.substring(0, head.indexOf(" HTTP/"));
      seen.add(request);
      switch (plan.apply(request)) {
        case Fault.Pass() -> exchange(client, head, Long.MAX_VALUE, Long.MAX_VALUE, null);
        case Fault.Answer(int status, String body) -> answer(client, head, status, body);
        case Fault.Silent() -> ended.await();
        case Fault.Refuse() -> {}
        case Fault.CutRequest(long after) -> exchange(client, head, after, Long.MAX_VALUE, null);
        case Fault.CutAnswer(long after) -> exchange(client, head, Long.MAX_VALUE, after, null);
        case Fault.Slow slow -> exchange(client, head, Long.MAX_VALUE, Long.MAX_VALUE, slow);
      }
    } catch (IOException | InterruptedException e) {
      // one of the two went away: that is what this is for
    } finally {
      open.remove(client);
    }
  }

  /// Up to and with the empty line; null at the end of the stream.
  private static @Nullable String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ended = 0;
    while (ended < 4) {
      int next = in.read();
      if (next < 0 || head.size() > MAX_HEAD) {
        return null;
      }
      head.write(next);
      boolean expected = next == (ended % 2 == 0 ? '\r' : '\n');
      ended = expected ? ended + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private void exchange(
      Socket client, String head, long upTo, long downTo, Fault.@Nullable Slow slow)
      throws IOException {
    try (Socket behind = new Socket(server.getHost(), server.getPort())) {
      open.add(behind);
      try {
        OutputStream up = behind.getOutputStream();
        up.write(oneRequest(head).getBytes(StandardCharsets.ISO_8859_1));
        Thread.ofVirtual().start(() -> up(client, behind, upTo));
        InputStream down = behind.getInputStream();
        byte[] buffer = new byte[slow == null ? STEP : slow.step()];
        long left = downTo;
        for (int read = 0; left > 0 && read >= 0; ) {
          read = down.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read > 0) {
            if (slow != null) {
              slow.gate().run();
            }
            client.getOutputStream().write(buffer, 0, read);
            left -= read;
          }
        }
        if (left == 0) {
          down.readAllBytes(); // the server has done all of it before the client hears of the end
        }
      } finally {
        open.remove(behind);
      }
    }
  }

  private static void up(Socket client, Socket behind, long upTo) {
    try {
      byte[] buffer = new byte[STEP];
      long left = upTo;
      while (left > 0) {
        int read = client.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          return;
        }
        behind.getOutputStream().write(buffer, 0, read);
        left -= read;
      }
      behind.close();
      client.close();
    } catch (IOException e) {
      // the other direction sees it too
    }
  }

  /// The same, with a connection that ends behind the answer.
  private static String oneRequest(String head) {
    return head.replaceAll("(?i)\r\nConnection: [^\r]*", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static void answer(Socket client, String head, int status, String body)
      throws IOException {
    long length = 0;
    for (String line : head.split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Long.parseLong(line.substring(15).strip());
      }
    }
    if (!head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
      client.getInputStream().skipNBytes(length);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String start =
        "HTTP/1.1 "
            + status
            + " Fault\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    OutputStream out = client.getOutputStream();
    out.write(start.getBytes(StandardCharsets.ISO_8859_1));
    if (!head.startsWith("HEAD ")) {
      out.write(bytes);
    }
    out.flush();
  }

  @Override
  public void close() {
    ended.countDown();
    closeQuietly(listener);
    open.forEach(FaultProxy::closeQuietly);
  }

  private static void closeQuietly(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
