package org.sealpost.storage.copy;

import java.util.Optional;

/// The parts of a store, in the order in which they are copied: what others refer to comes first.
public enum CopySection {
  ACCOUNTS,
  DATA_KEYS,
  INBOXES,
  ENVELOPES,
  REPEATED_USE_KEYS,
  ONE_TIME_KEYS,
  PROFILES,
  INVITES,
  SESSIONS,
  AUDIT_LOG,
  AUDIT_PENDING,
  TOTALS;

  public Optional<CopySection> next() {
    return ordinal() + 1 < values().length
        ? Optional.of(values()[ordinal() + 1])
        : Optional.empty();
  }
}
