package org.sealpost.storage.media;

/// What one owner may have.
///
/// @param bytes over all objects, at least 0
/// @param objects at least 0
public record MediaQuota(long bytes, long objects) {}
