package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// What the client does by itself with a connection that breaks.
class ConnectionTest {
  private static final Pattern LENGTH = Pattern.compile("content-length: ([0-9]+)");
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}";

  /// A service that answers the first request of each connection, and hangs up on the second when
  /// it has read it.
  private static final class HangingUp implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();

    HangingUp() throws IOException {
      Thread _ = Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
      while (!socket.isClosed()) {
        try (Socket connection = socket.accept()) {
          InputStream in = new BufferedInputStream(connection.getInputStream());
          if (readRequest(in)) {
            connection.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
            boolean _ = readRequest(in);
          }
        } catch (IOException e) {
          // the client, or the test, has ended it
        }
      }
    }

    private boolean readRequest(InputStream in) throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        head.write(next);
      }
      Matcher length =
          LENGTH.matcher(head.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
      if (length.find()) {
        byte[] _ = in.readNBytes(Integer.parseInt(length.group(1)));
      }
      requests.incrementAndGet();
      return true;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /// The JDK would send it again, behind everybody's back: a write that was done would be done
  /// twice, or fail by what itself had written.
  @Test
  void aRequestWhoseConnectionBreaksIsSentOnce() throws IOException {
    DynamoConfig config = TestTables.fresh();
    try (HangingUp service = new HangingUp();
        DynamoDbClient client =
            ServiceClient.open(
                config
                    .withEndpoint(Optional.of(service.uri()))
                    .withTuning(
                        new DynamoConfig.Tuning(
                            1,
                            1,
                            Duration.ofSeconds(30),
                            config.tuning().queuedAppends(),
                            Duration.ZERO)),
                List.of())) {
      var key = Map.of("k", Attr.of(1), "s", Attr.of(1));
      var _ = client.updateItem(update -> update.tableName("table").key(key));
      Throwable lost =
          catchThrowable(() -> client.updateItem(update -> update.tableName("table").key(key)));
      assertThat(lost).isInstanceOf(SdkClientException.class);
      assertThat(service.requests.get()).isEqualTo(2);
    }
  }
}
