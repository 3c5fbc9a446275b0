package org.sealpost.core.accounts;

import org.sealpost.protocol.PhoneNumber;

/// A verification session as a client may see it. It looks alike whether or not its number is known
/// or invited.
///
/// @param id random, URL-safe; whoever knows it may use the session
/// @param codeRequested whether a code may be submitted
public record VerificationSession(
    String id, PhoneNumber number, boolean codeRequested, boolean verified) {

  @Override
  public String toString() {
    return "VerificationSession[redacted]";
  }
}
