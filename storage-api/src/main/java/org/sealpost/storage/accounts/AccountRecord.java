package org.sealpost.storage.accounts;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;

/// An account as it is kept: what it must be found by, and a sealed document with the rest.
///
/// @param numberHash keyed hash of the number, 32 bytes
/// @param version starts at 1 and grows by one with every update
public record AccountRecord(
    Aci aci,
    Pni pni,
    Bytes numberHash,
    long version,
    DevicesVersion devicesVersion,
    Bytes sealedDocument) {}
