package org.sealpost.core.prekeys;

/// The repeated-use prekeys that a device has from its first moment, under both identities of its
/// account: they come with its registration or link request.
public record DevicePreKeys(
    SignedKey aciSigned, SignedKey aciLastResort, SignedKey pniSigned, SignedKey pniLastResort) {}
