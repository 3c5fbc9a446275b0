package org.sealpost.storage.inboxes;

import java.util.Optional;
import org.sealpost.protocol.EnvelopeId;

/// Where an envelope of an append stands.
///
/// @param before a position below this one with nothing queued between the two, or empty when the
///   driver knows none; a live reader whose cursor is not below it has missed nothing and takes the
///   envelope from memory
/// @param repeat whether the id was queued already, and nothing was stored for it now
public record Placed(
    InboxId inbox, EnvelopeId id, Position position, Optional<Position> before, boolean repeat) {}
