/// The embedded default: one SQLite file, no server. Start at
/// [org.sealpost.storage.sqlite.SqliteStorage]; the life of an envelope, the schema and the limits
/// are told in the module's README. The path of an append: `SqliteInboxStore.append`,
/// [org.sealpost.storage.sqlite.Writer], [org.sealpost.storage.sqlite.Transactions],
/// [org.sealpost.storage.sqlite.Append].
///
/// ```
///  callers (virtual threads)
///     │ write                       │ read
///     ▼                             ▼
///  Writer ── GroupCommit         Readers (a few threads)
///     │ one thread                  │
///     ▼                             ▼
///  WriteAccess                   Tables over a read-only connection
///     ├ Tables over the one writing connection
///     └ InboxStates, Counters, DevicesVersions, SessionCount: what the writer remembers
/// ```
///
/// A `<Noun>Table` holds the SQL of one table and belongs to the thread of its connection; a
/// `Sqlite<Noun>Store` is the coat over both doors that any thread may call.
@NullMarked
package org.sealpost.storage.sqlite;

import org.jspecify.annotations.NullMarked;
