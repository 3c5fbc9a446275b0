package org.sealpost.storage.sqlite;

import java.sql.SQLException;

/// What an operation works with inside the writer's transaction: the tables, and the writer's
/// memory of them. Belongs to the writer's thread, but for the cache of accounts, which readers
/// share.
record WriteAccess(
    Tables tables,
    InboxStates inboxes,
    DevicesVersions devicesVersions,
    Counters counters,
    SessionCount sessionCount,
    AccountCache accountCache) {
  static WriteAccess over(Sql sql, AccountCache accountCache) throws SQLException {
    Tables tables = Tables.over(sql);
    return new WriteAccess(
        tables,
        new InboxStates(tables),
        new DevicesVersions(tables.accounts()),
        new Counters(tables.counters()),
        new SessionCount(tables.sessions()),
        accountCache);
  }

  /// Removes an envelope whose time to live is over.
  void expire(EnvelopeTable.Stub envelope) throws SQLException {
    tables.envelopes().remove(envelope.position());
    inboxes.removed(envelope);
    counters.expired(1);
  }

  /// Writes what is kept back until the end of a transaction.
  void save() throws SQLException {
    counters.save();
  }

  /// After a rollback: what is remembered may never have been.
  void forget() throws SQLException {
    inboxes.clear();
    devicesVersions.clear();
    sessionCount.forget();
    counters.load();
  }
}
