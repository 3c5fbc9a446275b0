package org.sealpost.storage.sqlite;

import java.util.List;

/// One step from a version of the schema to the next, carried out in one transaction.
///
/// @param version what the file has afterwards
/// @param statements in their order
record Migration(int version, List<String> statements) {
  /// The steps from an empty file to the newest version. A new file goes the same way as an old
  /// one, so that both end with the same tables. What was released is never changed here.
  ///
  /// Positions are drawn by the writer from `counter.last_position`, which is saved in the commit
  /// that uses them: the meaning of `autoincrement`, without its extra statement for each row.
  /// Inbox numbers are never used again either. Times are milliseconds since 1970.
  ///
  /// `envelope` is appended in the order of arrival, which makes a batch of appends touch few
  /// pages; its indexes are small. What was measured is in the README.
  static final List<Migration> ALL =
      List.of(
          tables(),
          auditAndGenerations(),
          copying(),
          keySets(),
          usernames(),
          formerAccounts(),
          media());

  static final int NEWEST = ALL.getLast().version();

  private static Migration tables() {
    return new Migration(
        1,
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
            "insert into counter values (1, 0, 0, 0, 0, 0, 0)"));
  }

  /// An audit entry keeps its row when it gets its index: `place` is the order of commits.
  private static Migration auditAndGenerations() {
    return new Migration(
        2,
        List.of(
            """
            create table audit_entry (
              place integer primary key,
              id blob not null unique,
              event blob not null,
              log_index integer unique)
            """,
            "create index audit_pending on audit_entry (place) where log_index is null",
            "create index data_key_by_generation on data_key (generation)",
            """
            create table key_generation (
              only integer primary key check (only = 1),
              oldest integer not null)
            """,
            "insert into key_generation values (1, 1)"));
  }

  /// Where a copy into this file stands; profiles in the order in which one is written.
  private static Migration copying() {
    return new Migration(
        3,
        List.of(
            """
            create table copying (
              only integer primary key check (only = 1),
              source text not null,
              section text not null,
              place text not null)
            """,
            "create index profile_by_account on profile (aci, written)"));
  }

  /// Prekeys change with the identity key: a change of number gives a device's PNI its next set.
  private static Migration keySets() {
    return new Migration(
        4, List.of("alter table repeated_use_key add column key_set integer not null default 0"));
  }

  private static Migration usernames() {
    return new Migration(
        5,
        List.of(
            "alter table account add column username_hash blob",
            "alter table account add column username_link_hash blob",
            "create unique index account_username on account (username_hash)",
            "create unique index account_username_link on account (username_link_hash)",
            """
            create table reservation (
              username_hash blob primary key,
              aci blob not null unique,
              until integer not null) without rowid
            """,
            "create index reservation_by_time on reservation (until)"));
  }

  private static Migration formerAccounts() {
    return new Migration(
        6,
        List.of(
            """
            create table former_account (
              number_hash blob primary key,
              sealed blob not null,
              until integer not null) without rowid
            """,
            "create index former_account_by_time on former_account (until)"));
  }

  /// What an owner has is kept beside the rows: their sum would take longer the more they have.
  private static Migration media() {
    return new Migration(
        7,
        List.of(
            """
            create table media (
              id blob primary key,
              owner blob not null,
              bytes integer not null,
              due_at integer not null,
              revision integer not null,
              sealed blob not null) without rowid
            """,
            "create index media_by_time on media (due_at)",
            "create index media_by_owner on media (owner, due_at)",
            """
            create table media_use (
              owner blob primary key,
              bytes integer not null,
              objects integer not null) without rowid
            """));
  }
}
