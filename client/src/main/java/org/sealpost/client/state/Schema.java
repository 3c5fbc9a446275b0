package org.sealpost.client.state;

import java.util.List;

/// The tables, as the package describes them: what a new file begins with, and what each later
/// version added. A file's version is its `user_version`, the number of changes it has had.
final class Schema {
  static final List<String> TABLES =
      List.of(
          "create table if not exists self (key text primary key, value blob not null)"
              + " without rowid",
          "create table if not exists pre_key (identity integer not null, id integer not null,"
              + " record blob not null, primary key (identity, id))",
          "create table if not exists signed_pre_key (identity integer not null,"
              + " id integer not null, record blob not null, primary key (identity, id))",
          "create table if not exists kyber_pre_key (identity integer not null,"
              + " id integer not null, record blob not null, last_resort integer not null,"
              + " primary key (identity, id))",
          "create table if not exists kyber_use (identity integer not null, id integer not null,"
              + " signed_id integer not null, base_key blob not null,"
              + " primary key (identity, id, signed_id, base_key)) without rowid",
          "create table if not exists session (identity integer not null, peer text not null,"
              + " device integer not null, record blob not null,"
              + " primary key (identity, peer, device))",
          "create table if not exists peer (peer text primary key, identity_key blob,"
              + " identity_changed integer not null default 0, profile_key blob,"
              + " sealed_refused integer not null default 0)",
          "create table if not exists sender_key (peer text not null, device integer not null,"
              + " distribution text not null, record blob not null,"
              + " primary key (peer, device, distribution))",
          "create table if not exists arrived (position integer primary key autoincrement,"
              + " kind text not null, author text not null, device integer not null,"
              + " server_time integer not null, sealed integer not null, body blob not null)",
          "create table if not exists receipt_due (peer text not null, sent_at integer not null,"
              + " primary key (peer, sent_at)) without rowid",
          "create table if not exists transcript_due (position integer primary key autoincrement,"
              + " sent_at integer not null, content blob not null)");

  /// Each entry makes the next version of what the one before left.
  static final List<List<String>> CHANGES =
      List.of(
          List.of(
              "alter table arrived add column sent_at integer not null default 0",
              "create index arrived_by_text on arrived (author, sent_at)",
              "alter table peer add column unrestricted integer not null default 0",
              "create table receipt_owed (peer text not null, kind text not null,"
                  + " sent_at integer not null, primary key (peer, kind, sent_at)) without rowid",
              "insert into receipt_owed select peer, 'DELIVERED', sent_at from receipt_due",
              "drop table receipt_due",
              "create table conversation (peer text primary key, seconds integer not null,"
                  + " version integer not null) without rowid",
              "create table disappearing (author text not null, sent_at integer not null,"
                  + " peer text not null, seconds integer not null, deadline integer,"
                  + " primary key (author, sent_at))",
              "create index disappearing_by_deadline on disappearing (deadline)",
              "create table taken_back (author text not null, sent_at integer not null,"
                  + " primary key (author, sent_at))",
              "create table profile (peer text primary key, name text not null,"
                  + " about text not null, emoji text not null) without rowid"));

  private Schema() {}
}
