package org.sealpost.protocol.json;

import org.sealpost.protocol.Bytes;

/// What a client must know of one server: `./sealpost client-profile` prints it. The trust root is
/// 33 bytes, the parameters are libsignal serializations (673, 225 and 225 bytes; wire interface,
/// client 121, section 2). `source` is where the corresponding source of the server can be had
/// (AGPL section 13).
public record ClientProfile(
    String url,
    String caPem,
    Bytes unidentifiedSenderTrustRoot,
    Bytes zkGroupServerPublicParams,
    Bytes genericServerPublicParams,
    Bytes backupServerPublicParams,
    String source) {}
