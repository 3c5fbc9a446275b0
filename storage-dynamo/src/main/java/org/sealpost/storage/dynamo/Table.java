package org.sealpost.storage.dynamo;

import java.util.Locale;

/// The tables. What is in them is drawn in the package's documentation.
enum Table {
  ACCOUNTS(false),
  INBOXES(true),
  PREKEYS(false),
  REGISTRY(true),
  AUDIT(false);

  /// Epoch seconds after which the service may remove an item by itself.
  static final String TTL = "ttl";

  private final boolean expires;

  Table(boolean expires) {
    this.expires = expires;
  }

  /// Whether items in it have a time to live.
  boolean expires() {
    return expires;
  }

  /// Without the prefix.
  String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
