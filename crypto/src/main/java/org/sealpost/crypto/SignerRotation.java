package org.sealpost.crypto;

import java.time.Instant;

/// What a rotation of the certificate signer came to.
///
/// @param id of the new server certificate
/// @param formerId of the one before it
/// @param formerUntil when the last sender certificate that it signed expires
public record SignerRotation(int id, int formerId, Instant formerUntil) {}
