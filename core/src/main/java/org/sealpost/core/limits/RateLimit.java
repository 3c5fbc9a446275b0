package org.sealpost.core.limits;

import java.time.Duration;

/// The limits that there are, each a token bucket, with its default. Names are the configuration's:
/// `limits.<name>.burst` and `limits.<name>.every`. Source of the set: wire interface, README
/// section 7; the defaults leave room for the bursts that are ordinary on a small installation.
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
  /// Credentials that were refused, wrong access keys included, by client address. Right ones are
  /// never held up.
  AUTHENTICATION_FAILURES("authenticationFailures", 120, Duration.ofSeconds(1)),
  /// Prekeys fetched with an account, by device and target.
  PRE_KEYS("preKeys", 60, Duration.ofSeconds(30)),
  /// Prekeys fetched with an access key, by client address and target: who empties the stock of a
  /// device makes others use its last-resort key.
  ANONYMOUS_PRE_KEYS("anonymousPreKeys", 120, Duration.ofSeconds(10)),
  /// Link codes made, by account.
  ALLOCATE_DEVICE("allocateDevice", 20, Duration.ofSeconds(30)),
  /// Link requests, by client address.
  VERIFY_DEVICE("verifyDevice", 30, Duration.ofSeconds(10)),
  /// Provisioning sockets opened, by client address.
  PROVISIONING_SOCKETS("provisioningSockets", 30, Duration.ofSeconds(5)),
  /// Provisioning messages relayed, by account.
  PROVISIONING_MESSAGES("provisioningMessages", 30, Duration.ofSeconds(10));

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
    public Bucket {
      if (burst < 1 || every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("a bucket has a burst and an interval above zero");
      }
    }
  }
}
