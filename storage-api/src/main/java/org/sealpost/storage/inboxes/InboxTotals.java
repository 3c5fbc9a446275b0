package org.sealpost.storage.inboxes;

/// Envelopes since the store began, each counted in the commit that did it.
///
/// @param accepted appended and not repeats
/// @param acknowledged removed by an acknowledgement
/// @param expired removed after their time to live
/// @param purged removed with an abandoned inbox
/// @param leftOut not stored because a linked device's inbox was full
public record InboxTotals(
    long accepted, long acknowledged, long expired, long purged, long leftOut) {}
