package org.sealpost.storage.accounts;

/// Counts the changes of an account's device list (devices, their inboxes, their registration ids).
/// An append names the version it was checked against, so that the check and the append are one
/// decision (design section 4).
public record DevicesVersion(long value) {
  public static final DevicesVersion FIRST = new DevicesVersion(1);

  public DevicesVersion next() {
    return new DevicesVersion(value + 1);
  }
}
