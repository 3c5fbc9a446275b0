package org.sealpost.storage.sqlite;

/// Every table over one connection; belongs to that connection's thread.
record Tables(
    AccountTable accounts,
    ReservationTable reservations,
    FormerAccountTable formerAccounts,
    AuditTable audit,
    DataKeyTable dataKeys,
    InboxTable inboxes,
    EnvelopeTable envelopes,
    MediaTable media,
    PreKeyTable preKeys,
    ProfileTable profiles,
    InviteTable invites,
    SessionTable sessions,
    CounterTable counters) {
  static Tables over(Sql sql) {
    return new Tables(
        new AccountTable(sql),
        new ReservationTable(sql),
        new FormerAccountTable(sql),
        new AuditTable(sql),
        new DataKeyTable(sql),
        new InboxTable(sql),
        new EnvelopeTable(sql),
        new MediaTable(sql),
        new PreKeyTable(sql),
        new ProfileTable(sql),
        new InviteTable(sql),
        new SessionTable(sql),
        new CounterTable(sql));
  }
}
