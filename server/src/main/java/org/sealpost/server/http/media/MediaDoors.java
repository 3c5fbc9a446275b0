package org.sealpost.server.http.media;

import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.sealpost.core.media.ReadMedia;
import org.sealpost.core.media.ResumableUploads;
import org.sealpost.core.media.SignedUrls;
import org.sealpost.core.media.WholeUploads;
import org.sealpost.server.http.RequestObserver;

/// The doors beside the endpoint table, by their paths. None of them begins as a route of the table
/// does: those begin with a version.
///
/// | path | for |
/// | --- | --- |
/// | `POST /upload/attachments`, `HEAD` and `PATCH` below it | uploads that can be resumed |
/// | `GET /attachments/..`, `/profiles/..`, `/groups/..`, `/stickers/..` | objects |
/// | `PUT` and `GET /media/..` | direct grants, where the store signs none of its own |
/// | `POST /` | forms with avatars and stickers |
public final class MediaDoors {
  private final Map<String, Door> doors = new LinkedHashMap<>();

  /// The doors over these operations.
  ///
  /// @param signed there when this server honours direct grants itself
  /// @param server where clients reach it, without a slash at the end
  public MediaDoors(
      ReadMedia read,
      ResumableUploads resumable,
      WholeUploads whole,
      Optional<SignedUrls> signed,
      Supplier<URI> server,
      Clock clock) {
    doors.put("", new FormDoor(whole));
    doors.put(ResumableDoor.PATH, new ResumableDoor(resumable, server, true));
    doors.put(ResumableDoor.PATH + "/*", new ResumableDoor(resumable, server, false));
    for (String folder : new String[] {"attachments", "profiles", "groups", "stickers"}) {
      doors.put("/" + folder + "/*", new ObjectDoor("/" + folder + "/{key}", read, clock));
    }
    signed.ifPresent(urls -> doors.put(SignedUrls.FOLDER + "*", new DirectDoor(urls, whole, read)));
  }

  /// Puts a servlet before each door.
  public void mount(ServletContextHandler context, Transfers transfers, RequestObserver observer) {
    doors.forEach((path, door) ->
        context.addServlet(new ServletHolder(new MediaServlet(door, transfers, observer)), path));
  }
}
