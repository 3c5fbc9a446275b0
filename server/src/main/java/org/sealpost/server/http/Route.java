package org.sealpost.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;

/// One row of the endpoint table.
///
/// @param template a path whose segments in braces are named: `/v1/messages/{serviceId}`
/// @param segments of the template
/// @param ordered requests of one socket to such routes run one after the other, in the order in
///   which they came, so that what the socket sends to a device keeps its order (design section 2,
///   promise 2)
public record Route(
    Method method, String template, List<String> segments, Handler handler, boolean ordered) {

  /// Who may call, said by what the handler is given.
  public sealed interface Handler {
    /// Anyone; credentials are not looked at.
    non-sealed interface Open extends Handler {
      Reply handle(Call call);
    }

    /// A device; everyone else is answered 401.
    non-sealed interface ForDevice extends Handler {
      Reply handle(Call call, AuthenticatedDevice device);
    }

    /// A device, or somebody without credentials. Wrong credentials are 401.
    non-sealed interface ForEither extends Handler {
      Reply handle(Call call, Optional<AuthenticatedDevice> device);
    }
  }

  public static Route open(Method method, String template, Handler.Open handler) {
    return new Route(method, template, segments(template), handler, false);
  }

  public static Route forDevice(Method method, String template, Handler.ForDevice handler) {
    return new Route(method, template, segments(template), handler, false);
  }

  public static Route forEither(Method method, String template, Handler.ForEither handler) {
    return new Route(method, template, segments(template), handler, false);
  }

  public Route inOrder() {
    return new Route(method, template, segments, handler, true);
  }

  private static List<String> segments(String template) {
    return List.of(template.substring(1).split("/", -1));
  }

  /// The named segments, when the path is of this shape.
  Optional<Map<String, String>> match(List<String> path) {
    if (segments.size() != path.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < path.size(); i++) {
      if (!isName(segments.get(i)) && !segments.get(i).equals(path.get(i))) {
        return Optional.empty();
      }
    }
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (isName(segment)) {
        named.put(segment.substring(1, segment.length() - 1), path.get(i));
      }
    }
    return Optional.of(named);
  }

  /// How many segments are named.
  long names() {
    return segments.stream().filter(Route::isName).count();
  }

  private static boolean isName(String segment) {
    return segment.startsWith("{");
  }

  /// A table out of several.
  @SafeVarargs
  public static List<Route> table(List<Route>... parts) {
    List<Route> all = new ArrayList<>();
    for (List<Route> part : parts) {
      all.addAll(part);
    }
    return List.copyOf(all);
  }
}
