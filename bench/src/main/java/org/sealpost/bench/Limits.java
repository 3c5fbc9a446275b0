package org.sealpost.bench;

/// The server's limits that would stop a generator whose accounts all come from one address.
final class Limits {
  static final String LIFTED =
      """
      registration:
        maxSessionsPerAddress: 100000
      limits:
        verificationSessions: {burst: 1000000, every: 1ms}
        verificationCodes: {burst: 1000000, every: 1ms}
        registration: {burst: 1000000, every: 1ms}
        registrationAddress: {burst: 1000000, every: 1ms}
        messages: {burst: 1000000, every: 1ms}
        inboundKibibytes: {burst: 1000000, every: 1ms}
      """;

  private Limits() {}
}
