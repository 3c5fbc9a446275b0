package org.sealpost.storage.postgres;

import java.sql.SQLException;
import org.sealpost.storage.StorageRefused;

/// What to tell a person whose database cannot be connected to at start.
final class Unreachable {
  private Unreachable() {}

  static StorageRefused refusal(ServerAddress address, SQLException fault) {
    String state = Faults.state(fault);
    String fix =
        switch (state) {
          case "28000", "28P01" -> "it refuses this user or password; correct them";
          case "3D000" -> "it has no such database; create it";
          case "53300" ->
              "it takes no more connections; raise max_connections or make the pool smaller";
          case "57P03" -> "it is starting or stopping; wait until it is ready";
          case String _ ->
              "start it, or correct the URL; over TLS its certificate must be for this host and"
                  + " signed by sslrootcert";
        };
    return new StorageRefused(
        "The database %s cannot be connected to (%s): %s.".formatted(address.text(), state, fix));
  }
}
