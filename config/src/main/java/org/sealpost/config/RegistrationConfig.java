package org.sealpost.config;

import java.time.Duration;

/// `registration`: who may have an account.
///
/// @param inviteLifetime how long an invite can be used
/// @param maxWrongCodes after which an invite is good for nothing, over all sessions
/// @param sessionLifetime how long a verification session lives
/// @param maxSessions verification sessions at a time, in all; the oldest go
/// @param maxSessionsPerAddress the same, from one client address
/// @param keepDeletedFor how long a deleted number's ACI is kept for its next account; zero: not at
///   all
/// @param lockActiveFor how long after a device of the account was seen its registration lock holds
public record RegistrationConfig(
    Duration inviteLifetime,
    int maxWrongCodes,
    Duration sessionLifetime,
    int maxSessions,
    int maxSessionsPerAddress,
    Duration lockActiveFor,
    Duration keepDeletedFor) {

  static RegistrationConfig read(Section section) {
    return new RegistrationConfig(
        section.duration(
            "inviteLifetime", Duration.ofDays(3), Duration.ofMinutes(1), Duration.ofDays(365)),
        section.integer("maxWrongCodes", 10, 1, 100),
        section.duration(
            "sessionLifetime", Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(1)),
        section.integer("maxSessions", 10_000, 10, 1_000_000),
        section.integer("maxSessionsPerAddress", 100, 1, 1_000_000),
        section.duration(
            "lockActiveFor", Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(365)),
        section.duration(
            "keepDeletedFor", Duration.ofDays(30), Duration.ZERO, Duration.ofDays(365)));
  }
}
