package org.sealpost.storage.inboxes;

/// Limits of one inbox; they may be overshot by what is in flight.
///
/// @param envelopeBytes largest sealed envelope
/// @param inboxEntries most envelopes
/// @param inboxBytes most bytes of sealed envelopes
public record InboxLimits(int envelopeBytes, long inboxEntries, long inboxBytes) {
  /// 256 KiB of content and room for the rest of the envelope and its seal; counts of design
  /// section 4.
  public static final InboxLimits DEFAULT = new InboxLimits(264 * 1024, 100_000, 256L << 20);
}
