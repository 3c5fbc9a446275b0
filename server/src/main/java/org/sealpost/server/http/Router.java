package org.sealpost.server.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.Strikes;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoint table and how a request finds its way through it; the same for HTTP and for what is
/// tunnelled in a socket. Blocks its thread, which is a virtual one. Never throws.
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final long RETRY_SECONDS = 2;

  private final Map<Method, List<Route>> routes = new EnumMap<>(Method.class);
  private final Authenticator authenticator;
  private final Strikes strikes;
  private final RequestObserver observer;

  public Router(
      List<Route> table, Authenticator authenticator, Strikes strikes, RequestObserver observer) {
    // A word of a template goes before a name in its place, wherever it stands in the table.
    for (Route route : table.stream().sorted(Comparator.comparingLong(Route::names)).toList()) {
      routes.computeIfAbsent(route.method(), _ -> new ArrayList<>()).add(route);
    }
    this.authenticator = authenticator;
    this.strikes = strikes;
    this.observer = observer;
  }

  /// A request that has found its route but has not run.
  public final class Prepared {
    private final String method;
    private final Optional<Route> route;
    private final Call call;
    private final Reply otherwise;

    private Prepared(String method, Optional<Route> route, Call call, Reply otherwise) {
      this.method = method;
      this.route = route;
      this.call = call;
      this.otherwise = otherwise;
    }

    /// Whether this request keeps its place among others of its socket; see [Route#ordered].
    public boolean ordered() {
      return route.isPresent() && route.get().ordered();
    }

    public Reply run() {
      long start = System.nanoTime();
      Reply reply = route.map(r -> answer(r, call)).orElse(otherwise);
      observer.answered(
          method,
          route.map(Route::template).orElse("none"),
          reply.status(),
          Duration.ofNanos(System.nanoTime() - start));
      return reply;
    }
  }

  /// Finds the route.
  ///
  /// @param target path and query as they were sent
  public Prepared prepare(String verb, String target, Headers headers, Bytes body, Caller caller) {
    Call nowhere = new Call(Map.of(), Map.of(), headers, body, caller);
    Optional<Target> parsed = Target.parse(target);
    Optional<Method> method = Method.parse(verb);
    if (parsed.isEmpty()) {
      return new Prepared("other", Optional.empty(), nowhere, Reply.error(400, "malformed path"));
    }
    List<String> path = parsed.get().segments();
    if (method.isPresent()) {
      for (Route route : routes.getOrDefault(method.get(), List.of())) {
        Optional<Map<String, String>> named = route.match(path);
        if (named.isPresent()) {
          Call call = new Call(named.get(), parsed.get().query(), headers, body, caller);
          return new Prepared(verb, Optional.of(route), call, Reply.OK);
        }
      }
    }
    List<String> others =
        routes.values().stream()
            .flatMap(List::stream)
            .filter(route -> route.match(path).isPresent())
            .map(route -> route.method().name())
            .toList();
    Reply reply =
        others.isEmpty()
            ? Reply.error(404, "no such path")
            : Reply.error(405, "this path knows other methods")
                .with("Allow", String.join(", ", others));
    return new Prepared(method.map(Method::name).orElse("other"), Optional.empty(), nowhere, reply);
  }

  private Reply answer(Route route, Call call) {
    try {
      return switch (route.handler()) {
        case Route.Handler.Open open -> open.handle(call);
        case Route.Handler.ForDevice forDevice -> {
          AuthenticatedDevice device = device(call).orElseThrow(Router::unauthorized);
          yield forDevice.handle(call, device);
        }
        case Route.Handler.ForEither forEither -> forEither.handle(call, device(call));
      };
    } catch (Refusal refusal) {
      return refusal.reply();
    } catch (StorageBusy e) {
      return Reply.later(503, "busy", RETRY_SECONDS);
    } catch (StorageUnavailable e) {
      LOG.warn("{} {}: the store is not available", route.method(), route.template(), e);
      return Reply.later(503, "the store is not available", RETRY_SECONDS);
    } catch (BlobsUnavailable e) {
      LOG.warn("{} {}: the media store is not available", route.method(), route.template(), e);
      return Reply.later(503, "the media store is not available", RETRY_SECONDS);
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", route.method(), route.template(), e);
      return Reply.error(500, "Error response");
    }
  }

  /// Empty when the caller shows no credentials.
  private Optional<AuthenticatedDevice> device(Call call) {
    return switch (call.caller()) {
      case Caller.AnonymousSocket _ -> Optional.empty();
      case Caller.DeviceSocket socket ->
          Optional.of(
              authenticator
                  .current(socket.device(), socket.inbox())
                  .orElseThrow(Router::unauthorized));
      case Caller.OverHttp _ -> {
        Optional<String> header = call.headers().first("authorization");
        yield header.isEmpty()
            ? Optional.empty()
            : Optional.of(
                BasicCredentials.parse(header.get())
                    .flatMap(authenticator::device)
                    .orElseThrow(() -> refused(call)));
      }
    };
  }

  /// Who shows wrong credentials again and again is told to wait instead. Credentials alone:
  /// whether an access key is right, and whose, is answered alike however often somebody at the
  /// same address was wrong, since clients go on with other credentials at that answer and at no
  /// other.
  private Refusal refused(Call call) {
    return strikes
        .strike(call.caller().address())
        .map(wait -> new Refusal(Reply.later(429, "too often", wait.toSeconds())))
        .orElseGet(Router::unauthorized);
  }

  private static Refusal unauthorized() {
    return new Refusal(401, "credentials are required");
  }
}
