package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;

/// What a client must be configured with to trust this server's certificates and credentials; all
/// of it public.
///
/// @param trustRoot public key of the sender certificates' trust root, 33 bytes
/// @param zkGroup zkgroup server public parameters, 673 bytes
/// @param generic for call links, 225 bytes
/// @param backup for backup credentials, 225 bytes
public record ClientParameters(Bytes trustRoot, Bytes zkGroup, Bytes generic, Bytes backup) {}
