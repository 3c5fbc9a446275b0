package org.sealpost.storage.inboxes;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;

/// An envelope as a read shows it.
public record QueuedEnvelope(Position position, EnvelopeId id, Bytes sealed) {}
