package org.sealpost.core.accounts;

/// What became of the wish for a code. None is sent: the code is the invite's, which the person
/// has.
public sealed interface CodeRequestOutcome {
  record Requested(VerificationSession session) implements CodeRequestOutcome {}

  record AlreadyVerified(VerificationSession session) implements CodeRequestOutcome {}

  record UnknownSession() implements CodeRequestOutcome {}
}
