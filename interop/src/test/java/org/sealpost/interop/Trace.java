package org.sealpost.interop;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/// Every call that the library made, in the order of the answers: by HTTP, seen as an OkHttp
/// interceptor, or tunnelled in a socket, told by [TracedConnection]. Safe for any number of
/// threads.
final class Trace implements Interceptor {

  /// The way a call went.
  enum Way {
    /// A request of its own.
    HTTP,
    /// The upgrade to a WebSocket.
    UPGRADE,
    /// Tunnelled in the socket that is logged in.
    AUTHENTICATED_SOCKET,
    /// Tunnelled in the socket without credentials.
    ANONYMOUS_SOCKET
  }

  /// One answered call; the path is without its query.
  record Call(Way way, String verb, String path, int status) {}

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<Way, Set<Protocol>> protocols = new ConcurrentHashMap<>();

  @Override
  public Response intercept(Chain chain) throws IOException {
    var request = chain.request();
    var response = chain.proceed(request);
    var path = request.url().encodedPath();
    var way = path.startsWith("/v1/websocket") ? Way.UPGRADE : Way.HTTP;
    protocols.computeIfAbsent(way, _ -> ConcurrentHashMap.newKeySet()).add(response.protocol());
    calls.add(new Call(way, request.method(), path, response.code()));
    return response;
  }

  void tunnelled(Way way, String verb, String pathAndQuery, int status) {
    int query = pathAndQuery.indexOf('?');
    var path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    calls.add(new Call(way, verb, path, status));
  }

  /// All calls of this way so far.
  List<Call> calls(Way way) {
    return calls.stream().filter(call -> call.way() == way).toList();
  }

  /// The versions of HTTP that were spoken this way since the start.
  Set<Protocol> protocols(Way way) {
    return Set.copyOf(protocols.getOrDefault(way, Set.of()));
  }

  /// The statuses of all sends of this way so far, oldest first.
  List<Integer> sends(Way way) {
    return calls(way).stream()
        .filter(call -> call.verb().equals("PUT") && call.path().startsWith("/v1/messages/"))
        .map(Call::status)
        .toList();
  }

  /// Forgets what was called until now.
  void clear() {
    calls.clear();
  }
}
