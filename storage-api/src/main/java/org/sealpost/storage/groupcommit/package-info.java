/// When a driver with one writer begins a commit, and what goes into it:
/// [org.sealpost.storage.groupcommit.GroupCommit], a pure state machine. Threads, connections and
/// the commit itself belong to the driver.
///
/// ```
///            Arrived(prompt)                    CommitEnded, prompt waiting
///   IDLE ──────────────────────► COMMITTING ◄──────────┐
///    ▲ │   patience of the oldest    │  │               │
///    │ └─ relaxed request is over ──►│  └───────────────┘
///    └───────────────────────────────┘   CommitEnded, no prompt waiting
/// ```
@NullMarked
package org.sealpost.storage.groupcommit;

import org.jspecify.annotations.NullMarked;
