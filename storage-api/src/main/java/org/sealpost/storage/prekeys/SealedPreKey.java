package org.sealpost.storage.prekeys;

import org.sealpost.protocol.Bytes;

/// A one-time prekey as it is kept. The row id is random and part of the associated data, so that a
/// key moved to another row does not open.
public record SealedPreKey(long rowId, Bytes sealed) {}
