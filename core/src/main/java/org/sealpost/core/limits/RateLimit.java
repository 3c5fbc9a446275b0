package org.sealpost.core.limits;

import java.time.Duration;

/// The limits that there are, each a token bucket, with its default. Names are the configuration's:
/// `limits.<name>.burst` and `limits.<name>.every`; docs/operations/limits.md has all of them.
/// Source of the set: wire interface, README section 7; the defaults leave room for the bursts that
/// are ordinary on a small installation.
public enum RateLimit {

  /// Verification sessions opened, by client address.
  VERIFICATION_SESSIONS("verificationSessions", 300, Duration.ofSeconds(1)),
  /// Codes submitted, by client address.
  VERIFICATION_CODES("verificationCodes", 600, Duration.ofMillis(500)),
  /// Registrations, by number and session: who knows a number but has no session of it keeps nobody
  /// from registering it.
  REGISTRATION("registration", 20, Duration.ofSeconds(30)),
  /// Registrations, by client address.
  REGISTRATION_ADDRESS("registrationAddress", 300, Duration.ofSeconds(1)),
  /// Registration locks tried, right ones too, by number.
  REGISTRATION_LOCK("registrationLock", 10, Duration.ofDays(1)),
  /// Registrations by recovery password, by number and client address: who knows a number keeps
  /// nobody else from it.
  RECOVERY_PASSWORD("recoveryPassword", 10, Duration.ofMinutes(1)),
  /// Credentials that were refused, by client address. Right ones are never held up, and wrong
  /// access keys are not counted.
  AUTHENTICATION_FAILURES("authenticationFailures", 120, Duration.ofSeconds(1)),

  /// Sends with an account, by sending device and recipient. What a device sends to its siblings is
  /// not counted, and sealed sends have no sender to count by.
  MESSAGES("messages", 600, Duration.ofMillis(200)),
  /// KiB of content sent to an account, by recipient alone, so that sealed sends count too. A
  /// permit is a KiB that was begun.
  INBOUND("inboundKibibytes", 131_072, Duration.ofMillis(500)),
  /// Stories, by recipient.
  STORIES("stories", 5_000, Duration.ofSeconds(8)),
  /// Multi-recipient sends, by client address: there is nobody else to count by. A permit is fifty
  /// recipients that were begun.
  MULTI_RECIPIENT("multiRecipient", 600, Duration.ofMillis(100)),

  /// Prekeys fetched with an account, by device and target.
  PRE_KEYS("preKeys", 60, Duration.ofSeconds(30)),
  /// Prekeys asked for with an access key, by client address and target.
  ANONYMOUS_PRE_KEYS("anonymousPreKeys", 30, Duration.ofSeconds(30)),
  /// Prekeys fetched with an access key, by the target's device over all addresses: who empties its
  /// stock makes others use its last-resort key. Less than a stock of 100.
  ANONYMOUS_PRE_KEYS_TARGET("anonymousPreKeysOfTarget", 80, Duration.ofMinutes(2)),

  /// Profiles fetched with an account, by account.
  PROFILES("profiles", 4_320, Duration.ofSeconds(20)),
  /// Profiles asked for with an access key, by client address and target.
  ANONYMOUS_PROFILES("anonymousProfiles", 120, Duration.ofSeconds(20)),
  /// Identity keys compared in batches, by client address. A permit is one element of a batch.
  IDENTITY_CHECK("identityCheck", 10_000, Duration.ofMillis(200)),

  /// Usernames looked up, by hash or by link, by client address.
  USERNAME_LOOKUP("usernameLookup", 100, Duration.ofMinutes(1)),
  /// Usernames reserved, by account.
  USERNAME_RESERVE("usernameReserve", 100, Duration.ofMinutes(1)),

  /// Link codes made, by account.
  ALLOCATE_DEVICE("allocateDevice", 20, Duration.ofSeconds(30)),
  /// Link requests, by client address.
  VERIFY_DEVICE("verifyDevice", 30, Duration.ofSeconds(10)),
  /// Waits for a device that is being linked, by account.
  WAIT_FOR_LINKED_DEVICE("waitForLinkedDevice", 10, Duration.ofSeconds(30)),
  /// Provisioning sockets opened, by client address.
  PROVISIONING_SOCKETS("provisioningSockets", 30, Duration.ofSeconds(5)),
  /// Provisioning messages relayed, by account.
  PROVISIONING_MESSAGES("provisioningMessages", 30, Duration.ofSeconds(10)),

  /// Attachments granted, as forms and as direct grants, by account.
  ATTACHMENTS("attachments", 50, Duration.ofMillis(1_200)),
  /// Upload forms for sticker packs, by account.
  STICKER_PACKS("stickerPacks", 50, Duration.ofMinutes(72)),
  /// Upload forms for avatars, by account.
  AVATARS("avatars", 30, Duration.ofMinutes(5)),
  /// Addresses of objects asked for, by account.
  DOWNLOADS("downloads", 1_200, Duration.ofMillis(100));

  private final String key;
  private final int burst;
  private final Duration every;

  RateLimit(String key, int burst, Duration every) {
    this.key = key;
    this.burst = burst;
    this.every = every;
  }

  /// The name in the configuration.
  public String key() {
    return key;
  }

  public Bucket standard() {
    return new Bucket(burst, every);
  }

  /// The shape of a bucket.
  ///
  /// @param burst permits of a full bucket
  /// @param every how long until one permit comes back
  public record Bucket(int burst, Duration every) {
    /// What a bucket that takes longer to fill is cut to: its key is forgotten after a day anyway.
    private static final long MOST_NANOS = Duration.ofDays(36_500).toNanos();

    public Bucket {
      if (burst < 1 || every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("a bucket has a burst and an interval above zero");
      }
    }

    /// How long an empty bucket takes to fill.
    long nanosToFill() {
      long nanos = every.toNanos();
      return nanos > MOST_NANOS / burst ? MOST_NANOS : nanos * burst;
    }
  }
}
