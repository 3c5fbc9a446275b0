package org.sealpost.storage.audit;

/// An entry that has its place in the log.
///
/// @param index from 0, without holes
public record SequencedEntry(long index, AuditEntry entry) {}
