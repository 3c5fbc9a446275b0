package org.sealpost.storage.inboxes;

/// How far a purge came: envelopes removed by this call, and whether the inbox is gone.
public record PurgeProgress(int removed, boolean done) {}
