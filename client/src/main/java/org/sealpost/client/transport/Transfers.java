package org.sealpost.client.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.sealpost.protocol.Bytes;

/// Carries files to and from media hosts, in constant memory. These hosts may be others than the
/// server, with certificates of public authorities; what they are given is ciphertext. A transfer
/// in which nothing moves for a while is broken off; one that moves takes as long as it takes.
/// Uploads and downloads go on connections apart, so that nothing joins them. No error names an
/// address, since addresses are capabilities. Safe for any number of threads.
public final class Transfers implements AutoCloseable {
  private static final Duration STALL = Duration.ofSeconds(60);

  /// Of an answer that is no file.
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  /// The client sets these itself.
  private static final Set<String> NOT_OURS =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  /// What is sent. It may be opened more than once.
  ///
  /// @param moved is told how many bytes were taken
  public record Body(long length, Opening opening, Moved moved) {}

  /// Opens what is sent.
  public interface Opening {
    InputStream open() throws IOException;
  }

  /// Told of bytes that moved, on a thread of the transfer: returns at once.
  public interface Moved {
    Moved NOBODY = _ -> {};

    void moved(long bytes);
  }

  private final Duration stall;
  private final Lazy up;
  private final Lazy down;

  /// @param clients makes an HTTP client for each direction when its first file moves
  public Transfers(Supplier<HttpClient.Builder> clients) {
    this(clients, STALL);
  }

  public Transfers(Supplier<HttpClient.Builder> clients, Duration stall) {
    this.stall = stall;
    this.up = new Lazy(() -> oneFileAtATime(clients).build());
    this.down =
        new Lazy(() -> oneFileAtATime(clients).followRedirects(HttpClient.Redirect.NORMAL).build());
  }

  /// HTTP/1.1: no window of some MiB is filled before the disk has taken the first.
  private static HttpClient.Builder oneFileAtATime(Supplier<HttpClient.Builder> clients) {
    return clients.get().version(HttpClient.Version.HTTP_1_1);
  }

  /// A request without a body.
  public Reply call(String method, URI uri, Map<String, String> headers) throws IOException {
    return reply(
        await(
            up,
            request(uri, headers).method(method, BodyPublishers.noBody()).build(),
            _ -> new BoundedBody(MAX_ANSWER_BYTES, false),
            new MovedBytes()));
  }

  /// A request whose body is a file.
  ///
  /// @throws SourceUnreadable when the body cannot be read
  public Reply upload(String method, URI uri, Map<String, String> headers, Body body)
      throws IOException {
    MovedBytes moved = new MovedBytes();
    try (SentStream sent = new SentStream(body.opening().open(), body.moved(), moved)) {
      BodyPublisher publisher =
          BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(new Once(sent)), body.length());
      try {
        return reply(
            await(
                up,
                request(uri, headers).method(method, publisher).build(),
                _ -> new BoundedBody(MAX_ANSWER_BYTES, false),
                moved));
      } catch (IOException e) {
        sent.checkReadable();
        throw e;
      }
    }
  }

  /// Fetches something small into memory.
  ///
  /// @throws AnswerTooLong when it is not
  public Reply fetch(URI uri, int maxBytes) throws IOException {
    return reply(
        await(
            down,
            request(uri, Map.of()).GET().build(),
            info ->
                info.statusCode() == 200
                    ? new BoundedBody(maxBytes, true)
                    : new BoundedBody(MAX_ANSWER_BYTES, false),
            new MovedBytes()));
  }

  /// Fetches a file from the end of what is there of it on: the rest is appended, or everything is
  /// written anew where the host does not know ranges. What came stays there when it fails.
  ///
  /// @param maxBytes of the whole file
  /// @return the status, 200 and 206 when the file is complete
  /// @throws AnswerTooLong when the file is longer
  public Reply download(URI uri, FileChannel file, long maxBytes, Moved moved) throws IOException {
    MovedBytes counted = new MovedBytes();
    long there = file.size();
    Map<String, String> range = there == 0 ? Map.of() : Map.of("Range", "bytes=" + there + "-");
    BodyHandler<Bytes> handler =
        info -> {
          boolean rest =
              info.statusCode() == 206
                  && there > 0
                  && info.headers()
                      .firstValue("content-range")
                      .filter(text -> text.startsWith("bytes " + there + "-"))
                      .isPresent();
          if (info.statusCode() != 200 && !rest) {
            return new BoundedBody(MAX_ANSWER_BYTES, false);
          }
          return new FileBody(
              file,
              rest ? there : 0,
              maxBytes,
              bytes -> {
                counted.moved(bytes);
                moved.moved(bytes);
              });
        };
    Reply reply = reply(await(down, request(uri, range).GET().build(), handler, counted));
    if (reply.status() == 206 && !reply.body().isEmpty()) {
      throw new IOException("the media host sent another part of the file");
    }
    return reply;
  }

  private static HttpRequest.Builder request(URI uri, Map<String, String> headers)
      throws IOException {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      headers.forEach((name, value) -> {
        if (NOT_OURS.stream().noneMatch(name::equalsIgnoreCase)) {
          request.header(name, value);
        }
      });
      return request;
    } catch (IllegalArgumentException e) {
      throw new IOException("the server named a request that cannot be made");
    }
  }

  private HttpResponse<Bytes> await(
      Lazy client, HttpRequest request, BodyHandler<Bytes> handler, MovedBytes moved)
      throws IOException {
    CompletableFuture<HttpResponse<Bytes>> answer = client.get().sendAsync(request, handler);
    long seen = 0;
    while (true) {
      try {
        return answer.get(stall.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (moved.total() == seen) {
          answer.cancel(true);
          throw new IOException("nothing moves between here and the media host");
        }
        seen = moved.total();
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new IOException("interrupted in a transfer", e);
      } catch (ExecutionException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
          if (cause instanceof AnswerTooLong tooLong) {
            throw tooLong;
          }
        }
        throw new IOException("the transfer broke off", e.getCause());
      }
    }
  }

  private static Reply reply(HttpResponse<Bytes> response) {
    return new Reply(response.statusCode(), Service.lowerCase(response), response.body());
  }

  @Override
  public void close() {
    up.close();
    down.close();
  }

  /// A client that is made when it is needed, and not after the end.
  private static final class Lazy {
    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<HttpClient> making;
    private Optional<HttpClient> made = Optional.empty();
    private boolean closed;

    Lazy(Supplier<HttpClient> making) {
      this.making = making;
    }

    HttpClient get() throws IOException {
      lock.lock();
      try {
        if (closed) {
          throw new IOException("this service is closed");
        }
        made = made.or(() -> Optional.of(making.get()));
        return made.orElseThrow();
      } finally {
        lock.unlock();
      }
    }

    void close() {
      lock.lock();
      try {
        closed = true;
        made.ifPresent(HttpClient::shutdownNow);
      } finally {
        lock.unlock();
      }
    }
  }

  /// The stream the first time, none later: a body is not sent twice by one request.
  private record Once(SentStream stream) implements Supplier<InputStream> {
    @Override
    public InputStream get() {
      return stream.taken() ? InputStream.nullInputStream() : stream;
    }
  }
}
