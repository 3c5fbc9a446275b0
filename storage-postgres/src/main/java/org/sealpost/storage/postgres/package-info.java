/// The store for a PostgreSQL of one's own. Start at
/// [org.sealpost.storage.postgres.PostgresStorage], then the function `batch` in
/// `migration/V2__inboxes.sql`; the life of an envelope, what a pooler must be told and the limits
/// are in the module's README.
///
/// ```
///  callers (virtual threads)
///     │ append, acknowledge          │ everything else
///     ▼                              ▼
///  BatchWriter ── GroupCommit      Database: a gate, then the pool
///     │ one batch in flight          │
///     ▼                              ▼
///  Batch ── KnownInboxes           one statement, or one call of one function
///     │                              │
///     └──────── autocommit ──────────┘
///
///  account ◄─ aci ─ profile           inbox ◄─ number ─ envelope (16 partitions)
///     data_key (owner)                   ◄─ number ─ repeated_use_key, one_time_key
///  invite   session                   counter ◄─ folded ─ counted
///  audit_entry ─ place in audit_tree  key_generation   timeline
///  media ─ owner ─ media_use
/// ```
///
/// No transaction spans two calls, so a node that freezes holds no lock, and a transaction-mode
/// pooler may stand in between. The SQL of the schema and of every function is in `migration/`.
@NullMarked
package org.sealpost.storage.postgres;

import org.jspecify.annotations.NullMarked;
