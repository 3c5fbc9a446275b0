package org.sealpost.core.accounts;

/// What became of new attributes.
public sealed interface ChangeAttributesOutcome {
  record Changed(AuthenticatedDevice device) implements ChangeAttributesOutcome {}

  /// The device was unlinked, or the number registered again, since it was authenticated.
  record DeviceGone() implements ChangeAttributesOutcome {}
}
