package org.sealpost.server.ops;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.json.WireJson;

/// The whole of the admin listener: `GET /healthcheck` and `GET /metrics`. Dropwizard's admin
/// servlet, tasks and thread dumps are not there. A request whose `Host` is not this machine is
/// refused, so that a web page cannot reach it by a name that it makes point here.
public final class AdminHandler extends Handler.Abstract {
  private final HealthCheckRegistry health;
  private final Metrics metrics;

  public AdminHandler(HealthCheckRegistry health, Metrics metrics) {
    this.health = health;
    this.metrics = metrics;
  }

  private record Health(boolean healthy, @Nullable String message) {}

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!isThisMachine(Request.getServerName(request))) {
      answer(response, callback, 403, "text/plain", "only for this machine\n");
      return true;
    }
    if (!request.getMethod().equals("GET")) {
      answer(response, callback, 405, "text/plain", "GET only\n");
      return true;
    }
    switch (Request.getPathInContext(request)) {
      case "/healthcheck" -> {
        SortedMap<String, Health> results = new TreeMap<>();
        health
            .runHealthChecks()
            .forEach((name, result) ->
                results.put(name, new Health(result.isHealthy(), message(result))));
        boolean healthy = results.values().stream().allMatch(Health::healthy);
        String body =
            new String(WireJson.write(results).unsafeArray(), StandardCharsets.UTF_8) + "\n";
        answer(response, callback, healthy ? 200 : 503, "application/json", body);
      }
      case "/metrics" ->
          answer(
              response,
              callback,
              200,
              "text/plain; version=0.0.4; charset=utf-8",
              metrics.scrape());
      case String _ -> answer(response, callback, 404, "text/plain", "/healthcheck or /metrics\n");
    }
    return true;
  }

  /// What a check says in its own words; never the text of an exception.
  private static @Nullable String message(HealthCheck.Result result) {
    return result.getError() == null ? result.getMessage() : "failed";
  }

  private static boolean isThisMachine(@Nullable String host) {
    return host != null
        && switch (host) {
          case "localhost", "127.0.0.1", "[::1]", "::1" -> true;
          case String _ -> false;
        };
  }

  private static void answer(
      Response response, Callback callback, int status, String type, String body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
  }
}
