/// Envelopes that wait for devices: [org.sealpost.storage.inboxes.InboxStore]. The life of an inbox
/// is told in `docs/architecture.md`.
@NullMarked
package org.sealpost.storage.inboxes;

import org.jspecify.annotations.NullMarked;
