package org.sealpost.core.keys;

/// What became of published prekeys. Unless they were published nothing was stored.
public sealed interface PublishOutcome {
  record Published() implements PublishOutcome {}

  /// A list has more than `max` keys.
  record TooMany(int max) implements PublishOutcome {}

  /// A key has a wrong shape, or a signature does not verify under the account's identity key.
  record KeysInvalid() implements PublishOutcome {}

  /// The device was unlinked, or the number registered again, since it was authenticated.
  record DeviceGone() implements PublishOutcome {}
}
