package org.sealpost.storage.inboxes;

import java.util.Optional;
import org.sealpost.protocol.EnvelopeId;

/// Where an envelope of an append stands.
///
/// @param before the inbox's highest position before this envelope (also one that is empty by now),
///   or empty when the driver does not know it; lets a live reader whose cursor is not below it
///   take the envelope from memory
/// @param repeat whether the id was queued already, and nothing was stored for it now
public record Placed(
    InboxId inbox, EnvelopeId id, Position position, Optional<Position> before, boolean repeat) {}
