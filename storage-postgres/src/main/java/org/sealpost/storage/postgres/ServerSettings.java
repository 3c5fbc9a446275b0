package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.storage.StorageRefused;

/// The server's settings that durability and order hang on, as read back from it.
final class ServerSettings {
  /// The oldest major version that is still maintained when this was written.
  private static final int OLDEST = 15;

  private static final List<String> NAMES =
      List.of(
          "server_version",
          "fsync",
          "full_page_writes",
          "synchronous_commit",
          "synchronous_standby_names",
          "default_transaction_isolation",
          "max_connections",
          "max_locks_per_transaction");

  /// Who may not see this has no answer.
  private static final String CONNECTED =
      """
      case when pg_has_role('pg_read_all_stats', 'usage') then (
        select count(*) from pg_stat_replication where sync_state in ('sync', 'quorum')) end
      """;

  private final Map<String, String> values;
  private final int majorVersion;
  private final boolean standby;

  private ServerSettings(Map<String, String> values, int majorVersion, boolean standby) {
    this.values = values;
    this.majorVersion = majorVersion;
    this.standby = standby;
  }

  static ServerSettings read(Sql sql) {
    StringBuilder question =
        new StringBuilder(
            "select current_setting('server_version_num'), pg_is_in_recovery(), " + CONNECTED);
    for (String name : NAMES) {
      question.append(", current_setting('").append(name).append("')");
    }
    return sql.one(question.toString(), ServerSettings::of);
  }

  static ServerSettings of(Map<String, String> values, int majorVersion, boolean standby) {
    return new ServerSettings(values, majorVersion, standby);
  }

  private static ServerSettings of(ResultSet row) throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("type", "postgres");
    for (int i = 0; i < NAMES.size(); i++) {
      values.put(NAMES.get(i), row.getString(i + 4));
    }
    long connected = row.getLong(3);
    values.put("standby", standby(values, !row.wasNull() && connected == 0));
    return new ServerSettings(
        values, Integer.parseInt(row.getString(1)) / 10_000, row.getBoolean(2));
  }

  /// Whether a commit is on a second machine when it is confirmed.
  private static String standby(Map<String, String> values, boolean away) {
    String commit = String.valueOf(values.get("synchronous_commit"));
    if (String.valueOf(values.get("synchronous_standby_names")).isEmpty()) {
      return "none confirms";
    }
    return switch (commit) {
      case "on", "remote_apply" ->
          away ? "confirms each commit, and is away: commits wait" : "confirms each commit";
      case "remote_write" -> "confirms each commit before its own disk has it";
      case String _ -> "named, and synchronous_commit=" + commit + " does not wait for it";
    };
  }

  Map<String, String> values() {
    return values;
  }

  /// @throws StorageRefused when with these the promises do not hold
  void check(boolean allowUnsafe) {
    if (majorVersion < OLDEST) {
      throw new StorageRefused(
          "The database is PostgreSQL %d; use %d or newer.".formatted(majorVersion, OLDEST));
    }
    if (standby) {
      throw new StorageRefused(
          "The database is a standby, which takes no writes; name the primary, or all hosts and"
              + " targetServerType=primary.");
    }
    if (!is("default_transaction_isolation", "read committed")) {
      throw new StorageRefused(
          "The database's default_transaction_isolation is %s; set it to 'read committed' for this user, or messages could be skipped."
              .formatted(values.get("default_transaction_isolation")));
    }
    if (!allowUnsafe) {
      refuseIfOff("fsync");
      refuseIfOff("full_page_writes");
      refuseIfOff("synchronous_commit");
    }
  }

  private boolean is(String name, String value) {
    return value.equals(values.get(name));
  }

  private void refuseIfOff(String name) {
    if (is(name, "off")) {
      throw new StorageRefused(
          "The database runs with %s=off and could lose what it has confirmed; set %s=on, or storage.unsafe: true to accept that."
              .formatted(name, name));
    }
  }
}
