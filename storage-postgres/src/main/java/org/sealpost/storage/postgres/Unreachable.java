package org.sealpost.storage.postgres;

import java.io.FileNotFoundException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.sealpost.storage.StorageRefused;

/// What to tell a person whose database cannot be connected to at start.
final class Unreachable {
  private Unreachable() {}

  static StorageRefused refusal(ServerAddress address, PostgresConfig config, SQLException fault) {
    String state = Faults.state(fault);
    String fix =
        switch (state) {
          case "08001" -> notReached(config, fault);
          case "08004" -> "it takes no TLS connections; set ssl = on there, with a certificate";
          case "08006" -> brokenOff(fault);
          case "28000", "28P01" -> "it refuses this user or password; correct them";
          case "3D000" -> "it has no such database; create it";
          case "53300" ->
              "it takes no more connections; raise max_connections or make the pool smaller";
          case "57P03" -> "it is starting or stopping; wait until it is ready";
          case String _ -> "start it, or correct the URL";
        };
    return new StorageRefused(
        "The database %s cannot be connected to (%s): %s.".formatted(address.text(), state, fix));
  }

  /// Who gave up waiting has no cause, or that of a socket.
  private static String notReached(PostgresConfig config, SQLException fault) {
    return switch (fault.getCause()) {
      case null -> silent(config);
      case SocketTimeoutException _ -> silent(config);
      case UnknownHostException _ ->
          "its host is not known here; correct the URL, or its name's DNS";
      case Throwable _ -> "start it, or correct the URL";
    };
  }

  private static String silent(PostgresConfig config) {
    return "nothing answered within %d s (storage.postgres.connectTimeout); see that it runs, that the URL is right, and that no firewall is in between"
        .formatted(config.tuning().connectTimeout().toSeconds());
  }

  /// The driver has one state for all that goes wrong before there is a session; what tells them
  /// apart is what it was caused by. A certificate for somebody else has no cause.
  private static String brokenOff(SQLException fault) {
    for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case SSLException _ -> {
          return "its certificate is not signed by what is in sslrootcert, or is not valid now;"
              + " give the authority that signed it";
        }
        case FileNotFoundException _ -> {
          return "the file of sslrootcert cannot be read; name one that can";
        }
        case Throwable _ -> {}
      }
    }
    return fault.getCause() == null
        ? "its certificate is for another host; name the host as the certificate does"
        : "the connection broke off; see that it runs, and that what answers there is a PostgreSQL";
  }
}
