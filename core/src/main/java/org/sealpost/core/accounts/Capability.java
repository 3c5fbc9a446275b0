package org.sealpost.core.accounts;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The capabilities that mean something to this server; no others are kept. Devices say which they
/// have, an account has one as its rule says. Source: accounts and devices, section 4.
public enum Capability {
  STORAGE("storage", Rule.ANY_DEVICE, true),
  DELETE_SYNC("deleteSync", Rule.ALL_DEVICES, true),
  SSRE2("ssre2", Rule.ALL_DEVICES, true),
  ATTACHMENT_BACKFILL("attachmentBackfill", Rule.PRIMARY_DEVICE, true),
  /// The post-quantum ratchet of newer clients.
  SPQR("spqr", Rule.ALL_DEVICES, true),
  /// Every client has it; none asks for it any more.
  VERSIONED_EXPIRATION_TIMER("versionedExpirationTimer", Rule.ALL_DEVICES, false);

  private final String key;
  private final Rule rule;
  private final boolean inProfiles;

  Capability(String key, Rule rule, boolean inProfiles) {
    this.key = key;
    this.rule = rule;
    this.inProfiles = inProfiles;
  }

  private enum Rule {
    ANY_DEVICE,
    ALL_DEVICES,
    PRIMARY_DEVICE
  }

  /// The wire's name.
  public String key() {
    return key;
  }

  /// Of some names, those that are known.
  static Set<String> known(Set<String> names) {
    return Arrays.stream(values())
        .map(Capability::key)
        .filter(names::contains)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether the account has it.
  public boolean isOf(Account account) {
    Predicate<Device> has = device -> device.capabilities().contains(key);
    return switch (rule) {
      case ANY_DEVICE -> account.devices().stream().anyMatch(has);
      case ALL_DEVICES -> account.devices().stream().allMatch(has);
      case PRIMARY_DEVICE -> Optional.of(account.devices().getFirst()).filter(has).isPresent();
    };
  }

  /// What the account's profile says, by the wire's names.
  public static Map<String, Boolean> shownOf(Account account) {
    Map<String, Boolean> shown = new LinkedHashMap<>();
    for (Capability capability : values()) {
      if (capability.inProfiles) {
        shown.put(capability.key, capability.isOf(account));
      }
    }
    return shown;
  }
}
