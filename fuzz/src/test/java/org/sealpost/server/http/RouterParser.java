package org.sealpost.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/// The way through the endpoint table, with handlers that only note what they are given: it never
/// throws, one request has one route at most, and the named segments put into the template lead to
/// the same place again.
public final class RouterParser implements Parser {
  private static final Caller CALLER = new Caller.AnonymousSocket(new ClientAddress("fuzz"));

  /// The server's own tests hold this page to the endpoint table, so no server is started here.
  private static final Path PAGE = Path.of("../docs/protocol/README.md");

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| ([A-Z]+) \\| `(/[^`?]*)[^`]*` \\| [^|]*\\| both \\|.*\\| (served|deviates) \\|");

  private record Found(Method method, String template, Map<String, String> segments) {}

  private final List<Route> table;
  private final Router router;
  private @Nullable Found found;

  public RouterParser() {
    this.table = documented();
    this.router = new Router(table, new Nobody(), _ -> Optional.empty(), (_, _, _, _) -> {});
  }

  private List<Route> documented() {
    List<Route> routes = new ArrayList<>();
    try (Stream<String> lines = Files.lines(PAGE)) {
      for (String line : lines.toList()) {
        Matcher row = ROW.matcher(line);
        if (row.find()) {
          routes.add(noting(Method.parse(row.group(1)).orElseThrow(), row.group(2)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(routes).as("rows of " + PAGE).hasSizeGreaterThan(20);
    return routes;
  }

  private Route noting(Method method, String template) {
    return Route.open(
        method,
        template,
        call -> {
          found = new Found(method, template, call.path());
          return Reply.OK;
        });
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

    @Override
    public boolean present(DeviceAddress device, InboxId inbox) {
      return false;
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
    assertThat(first.method().name()).isEqualTo(verb);
    Target target = Target.parse(path).orElseThrow();
    // A word of a template goes before a name in its place.
    assertThat(
            table.stream()
                .filter(route -> route.method() == first.method())
                .filter(route -> route.match(target.segments()).isPresent())
                .filter(route -> route.names() <= names(first.template()))
                .map(Route::template))
        .containsExactly(first.template());
    String again =
        Arrays.stream(first.template().substring(1).split("/", -1))
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

  private static long names(String template) {
    return template.chars().filter(character -> character == '{').count();
  }

  /// What the handler was given; null where no route leads.
  private @Nullable Found follow(String verb, String path) {
    found = null;
    Reply reply = router.prepare(verb, path, Headers.NONE, Bytes.EMPTY, CALLER).run();
    assertThat(reply.status()).isIn(found == null ? List.of(400, 404, 405) : List.of(200));
    return found;
  }
}
