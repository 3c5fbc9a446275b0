package org.sealpost.config;

/// `admin`: health and metrics, for this machine alone.
///
/// @param host a loopback address
/// @param port 0 takes any free one; the data folder's `admin-port` says which
public record AdminConfig(String host, int port) {
  static AdminConfig read(Section section) {
    AdminConfig config =
        new AdminConfig(section.text("host", "127.0.0.1"), section.integer("port", 0, 0, 65535));
    if (!Loopback.is(config.host)) {
      throw section.refuse(
          "host", config.host, "use 127.0.0.1, ::1 or localhost (default 127.0.0.1)");
    }
    return config;
  }
}
