package org.sealpost.storage.prekeys;

import org.sealpost.protocol.Bytes;

/// The sealed EC signed prekey and the sealed last-resort Kyber prekey: every device has both from
/// its first moment, and a fetch never consumes them.
public record RepeatedUseKeys(Bytes signedPreKey, Bytes lastResortKey) {}
