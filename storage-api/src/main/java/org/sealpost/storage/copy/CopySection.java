package org.sealpost.storage.copy;

import java.util.List;
import java.util.Optional;

/// The parts of a store, in the order in which they are copied: what others refer to comes first.
public enum CopySection {
  ACCOUNTS,
  RESERVATIONS,
  FORMER_ACCOUNTS,
  DATA_KEYS,
  INBOXES,
  ENVELOPES,
  REPEATED_USE_KEYS,
  ONE_TIME_KEYS,
  PROFILES,
  MEDIA,
  INVITES,
  SESSIONS,
  AUDIT_LOG,
  AUDIT_PENDING,
  TOTALS;

  public Optional<CopySection> next() {
    List<CopySection> all = List.of(values());
    int after = all.indexOf(this) + 1;
    return after < all.size() ? Optional.of(all.get(after)) : Optional.empty();
  }
}
