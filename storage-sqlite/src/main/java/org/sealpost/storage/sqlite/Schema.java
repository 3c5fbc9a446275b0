package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.sealpost.storage.StorageRefused;

/// The tables, and whether a file has exactly these.
///
/// Positions are drawn by the writer from `counter.last_position`, which is saved in the commit
/// that uses them: the meaning of `autoincrement`, without its extra statement for each row. Inbox
/// numbers are never used again either. Times are milliseconds since 1970.
///
/// `envelope` is appended in the order of arrival, which makes a batch of appends touch few pages;
/// its indexes are small. What was measured is in the README.
final class Schema {
  /// "SEAL": tells our files from other SQLite databases.
  private static final int APPLICATION_ID = 0x5345_414C;

  static final int VERSION = 1;

  private static final List<String> TABLES =
      List.of(
          """
          create table account (
            aci blob primary key,
            pni blob not null unique,
            number_hash blob not null unique,
            version integer not null,
            devices_version integer not null,
            document blob not null)
          """,
          """
          create table data_key (
            owner text primary key,
            generation integer not null,
            wrapped blob not null) without rowid
          """,
          """
          create table inbox (
            number integer primary key autoincrement,
            id blob not null unique,
            epoch integer not null default 0,
            gaps integer not null default 0,
            abandoned integer not null default 0)
          """,
          "create index inbox_abandoned on inbox (number) where abandoned = 1",
          """
          create table envelope (
            position integer primary key,
            inbox integer not null,
            id blob not null,
            expires_at integer not null,
            size integer not null,
            sealed blob not null,
            unique (inbox, id))
          """,
          "create index envelope_by_inbox on envelope (inbox, position, size)",
          "create index envelope_by_expiry on envelope (expires_at)",
          """
          create table repeated_use_key (
            inbox integer not null,
            identity text not null,
            signed_prekey blob not null,
            last_resort blob not null,
            primary key (inbox, identity)) without rowid
          """,
          """
          create table one_time_key (
            inbox integer not null,
            identity text not null,
            kind text not null,
            place integer not null,
            row_id integer not null,
            sealed blob not null,
            primary key (inbox, identity, kind, place)) without rowid
          """,
          """
          create table profile (
            written integer primary key,
            aci blob not null,
            version_hash blob not null,
            sealed blob not null,
            unique (aci, version_hash))
          """,
          """
          create table invite (
            number_hash blob primary key,
            code_hash blob not null,
            expires_at integer not null,
            wrong_codes integer not null) without rowid
          """,
          "create index invite_by_expiry on invite (expires_at)",
          """
          create table session (
            opened integer primary key,
            id_hash blob not null unique,
            address_hash blob not null,
            created_at integer not null,
            expires_at integer not null,
            version integer not null,
            sealed blob not null)
          """,
          "create index session_by_address on session (address_hash)",
          "create index session_by_expiry on session (expires_at)",
          """
          create table counter (
            only integer primary key check (only = 1),
            last_position integer not null,
            accepted integer not null,
            acknowledged integer not null,
            expired integer not null,
            purged integer not null,
            left_out integer not null)
          """,
          "insert into counter values (1, 0, 0, 0, 0, 0, 0)");

  private final Path file;
  private final Sql sql;

  Schema(Path file, Sql writer) {
    this.file = file;
    this.sql = writer;
  }

  /// Makes the tables in an empty file.
  void prepare() throws SQLException {
    if (isEmpty()) {
      create();
    }
  }

  /// Refuses a file that has others.
  void check() throws SQLException {
    int application = pragma("application_id");
    int version = pragma("user_version");
    if (isEmpty()) {
      return;
    }
    if (application != APPLICATION_ID) {
      throw new StorageRefused(
          "The file %s is a database of another program; name a file that does not exist."
              .formatted(file));
    }
    if (version != VERSION) {
      throw new StorageRefused(
          "The database %s has schema version %d and this program knows %d; use the version of Sealpost"
                  .formatted(file, version, VERSION)
              + " that wrote it, or a newer one.");
    }
  }

  private boolean isEmpty() throws SQLException {
    return count("select count(*) from sqlite_schema") == 0
        && pragma("application_id") == 0
        && pragma("user_version") == 0;
  }

  private void create() throws SQLException {
    sql.execute("begin immediate");
    for (String table : TABLES) {
      sql.execute(table);
    }
    sql.execute("pragma application_id = " + APPLICATION_ID);
    sql.execute("pragma user_version = " + VERSION);
    sql.execute("commit");
  }

  private int pragma(String name) throws SQLException {
    return count("pragma " + name);
  }

  private int count(String question) throws SQLException {
    return sql.first(question, row -> row.getInt(1)).orElse(0);
  }
}
