package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.server.CompatibilityMatrix.Row;
import org.sealpost.server.http.Route;
import org.sealpost.server.ws.SocketDoor;

/// The compatibility matrix of docs/protocol/README.md says what this server serves: no more, no
/// less, and to whom.
class CompatibilityMatrixTest {
  @TempDir private static Path folder;
  private static TestServer server;
  private static CompatibilityMatrix matrix;

  @BeforeAll
  static void start() throws Exception {
    matrix = CompatibilityMatrix.read();
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteHasItsRowAndEveryServedRowItsRoute() {
    assertThat(matrix.keysOfServed("both"))
        .as("rows that are served, and the endpoint table")
        .isEqualTo(
            server.server().routes().stream()
                .map(route -> CompatibilityMatrix.keyOf(route.method().name(), route.template()))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /// Beside the endpoint table; each is tried in [MediaDoorsTest].
  @Test
  void theDoorsForFilesHaveTheirRows() {
    assertThat(matrix.keysOfServed("HTTP"))
        .containsExactlyInAnyOrder(
            "POST {the form's location on CDN 3}",
            "HEAD {the form's location on CDN 3}",
            "PATCH {the form's location on CDN 3}",
            "GET /attachments/{}",
            "GET /profiles/{}",
            "GET /stickers/{}/manifest.proto",
            "GET /stickers/{}/full/{}",
            "PUT /media/{}/{}",
            "GET /media/{}/{}",
            "POST /");
  }

  @Test
  void everySocketHasItsRowAndOpens() throws Exception {
    assertThat(matrix.keysOfServed("socket"))
        .isEqualTo(
            SocketDoor.PATHS.stream()
                .map(path -> CompatibilityMatrix.keyOf("GET", path))
                .collect(Collectors.toCollection(TreeSet::new)));
    for (String path : SocketDoor.PATHS) {
      for (String slash : List.of("", "/")) {
        RawSocket.open(server, path + slash, Optional.empty()).close();
      }
    }
  }

  @Test
  void noRequestHasTwoRows() {
    assertThat(matrix.rows()).extracting(Row::key).doesNotHaveDuplicates();
  }

  @Test
  void whoMayCallIsWhatTheRouteSays() {
    Map<String, Row> rows = new TreeMap<>();
    matrix.rows().forEach(row -> rows.put(row.key(), row));
    for (Route route : server.server().routes()) {
      Row row = rows.get(CompatibilityMatrix.keyOf(route.method().name(), route.template()));
      assertThat(row).as(route.template()).isNotNull();
      List<String> allowed =
          switch (route.handler()) {
            case Route.Handler.Open _ -> List.of("anyone", "its own");
            case Route.Handler.ForDevice _ -> List.of("device");
            case Route.Handler.ForEither _ -> List.of("device or access key");
          };
      assertThat(allowed).as(row.toString()).contains(row.who());
      assertThat(row.by()).as(row.toString()).isEqualTo("both");
    }
  }

  /// Asked as a client would, over HTTP and in a socket, without credentials.
  @Test
  void strangersAreAnsweredAsThePageSays() throws Exception {
    FakeDevice stranger = server.accounts().register();
    for (Row row : matrix.rows()) {
      if (row.isSocket() || row.example().isEmpty()) {
        continue;
      }
      Call call = new Call(row.method(), row.example(), Map.of(), Bytes.EMPTY);
      Reply overHttp = server.service().call(call);
      Reply tunnelled = stranger.anonymously(call);
      assertThat(tunnelled.status())
          .as(row.toString())
          .isEqualTo(row.isServed() && row.by().equals("HTTP") ? 404 : overHttp.status());
      if (!row.isServed()) {
        assertThat(overHttp.status()).as(row.toString()).isIn(404, 405);
      } else if (row.who().equals("device")) {
        assertThat(overHttp.status()).as(row.toString()).isEqualTo(401);
      } else {
        assertThat(overHttp.status()).as(row.toString()).isNotIn(405, 500, 501);
      }
    }
  }
}
