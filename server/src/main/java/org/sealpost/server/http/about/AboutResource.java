package org.sealpost.server.http.about;

import java.util.List;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `GET /about`: which program this is and where its source can be had (AGPL section 13). `GET
/// /v1/keepalive`: what clients send so that their socket is not idle.
public final class AboutResource {
  /// What is told.
  ///
  /// @param source where the corresponding source of this very server is
  public record About(String name, String version, String license, String source) {}

  private final About about;

  public AboutResource(About about) {
    this.about = about;
  }

  public List<Route> routes() {
    return List.of(
        Route.open(Method.GET, "/about", _ -> Reply.ok(about)),
        Route.open(Method.GET, "/v1/keepalive", AboutResource::keptAlive),
        Route.open(Method.GET, "/v1/keepalive/provisioning", _ -> Reply.OK));
  }

  /// Answered whether or not anything could be noted: it says that the socket works, and no more.
  private static Reply keptAlive(Call call) {
    if (call.caller() instanceof Caller.DeviceSocket socket) {
      socket.presence().note();
    }
    return Reply.OK;
  }
}
