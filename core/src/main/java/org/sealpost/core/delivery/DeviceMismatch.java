package org.sealpost.core.delivery;

import java.util.List;

/// How the devices that a sender addressed differ from those that the account has (wire interface,
/// messages, B2).
///
/// @param missing devices of the account that were not addressed
/// @param extra addressed and none of the account's
/// @param stale addressed by the registration id of a former incarnation
public record DeviceMismatch(List<Integer> missing, List<Integer> extra, List<Integer> stale) {
  public DeviceMismatch {
    missing = List.copyOf(missing);
    extra = List.copyOf(extra);
    stale = List.copyOf(stale);
  }

  public boolean isNone() {
    return !isAnotherSet() && stale.isEmpty();
  }

  /// Whether devices are missing or too many.
  public boolean isAnotherSet() {
    return !missing.isEmpty() || !extra.isEmpty();
  }
}
