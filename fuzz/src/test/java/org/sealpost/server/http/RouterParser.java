package org.sealpost.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.fuzz.Parser;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.storage.inboxes.InboxId;

/// The way through the real endpoint table, with handlers that only note what they are given: it
/// never throws, one request has one route at most, and the named segments put into the template
/// lead to the same place again.
public final class RouterParser implements Parser {
  private static final Caller CALLER = new Caller.AnonymousSocket(new ClientAddress("fuzz"));

  private record Found(Route route, Map<String, String> segments) {}

  private final List<Route> table;
  private final Router router;
  private @Nullable Found found;

  /// @param real the routes of a server; their handlers are not called
  public RouterParser(List<Route> real) {
    this.table = new ArrayList<>();
    for (Route route : real) {
      Route.Handler.Open noting =
          call -> {
            found = new Found(route, call.path());
            return Reply.OK;
          };
      table.add(
          new Route(route.method(), route.template(), route.segments(), noting, route.ordered()));
    }
    this.router = new Router(table, new Nobody(), _ -> Optional.empty(), (_, _, _, _) -> {});
  }

  private static final class Nobody implements Authenticator {
    @Override
    public Optional<AuthenticatedDevice> device(BasicCredentials credentials) {
      return Optional.empty();
    }

    @Override
    public Optional<AuthenticatedDevice> current(DeviceAddress device, InboxId inbox) {
      return Optional.empty();
    }
  }

  /// `METHOD path` for each route.
  @Override
  public List<byte[]> seeds() {
    return table.stream()
        .map(route ->
            (route.method() + " " + route.template().replaceAll("\\{[^}]*}", "a%2Fb"))
                .getBytes(UTF_8))
        .toList();
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, UTF_8);
    int space = text.indexOf(' ');
    String verb = space < 0 ? "GET" : text.substring(0, space);
    String path = space < 0 ? text : text.substring(space + 1);
    Found first = follow(verb, path);
    if (first == null) {
      return;
    }
    assertThat(first.route().method().name()).isEqualTo(verb);
    Target target = Target.parse(path).orElseThrow();
    assertThat(
            table.stream()
                .filter(route -> route.method() == first.route().method())
                .filter(route -> route.match(target.segments()).isPresent()))
        .hasSize(1);
    String again =
        first.route().segments().stream()
            .map(segment ->
                segment.startsWith("{")
                    ? TargetParser.escaped(
                        first
                            .segments()
                            .getOrDefault(segment.substring(1, segment.length() - 1), "missing"))
                    : segment)
            .collect(Collectors.joining("/", "/", "/"));
    if (again.length() <= 8 * 1024) {
      assertThat(follow(verb, again)).isEqualTo(first);
    }
  }

  /// What the handler was given; null where no route leads.
  private @Nullable Found follow(String verb, String path) {
    found = null;
    Reply reply = router.prepare(verb, path, Headers.NONE, Bytes.EMPTY, CALLER).run();
    assertThat(reply.status()).isIn(found == null ? List.of(400, 404, 405) : List.of(200));
    return found;
  }
}
