package org.sealpost.core.accounts;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.storage.inboxes.InboxId;

/// A link code that made a device.
///
/// @param until when the code would be refused anyway
/// @param device the incarnation that it made; empty for codes used before this was kept
public record UsedLinkToken(Instant until, Optional<InboxId> device) {}
