package org.sealpost.storage.inboxes;

/// What a new connection learns: its epoch, and how many envelopes were left out because the inbox
/// was full, over the life of the inbox (promise 4; a client compares the count with the last one
/// it saw).
public record Claim(Epoch epoch, long gaps) {}
