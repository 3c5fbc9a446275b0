package org.sealpost.core.accounts;

/// What became of a submitted code.
public sealed interface CodeSubmissionOutcome {
  /// The code was compared; the session says whether it was right. A wrong one leaves the session
  /// as it was.
  record Compared(VerificationSession session) implements CodeSubmissionOutcome {}

  record AlreadyVerified(VerificationSession session) implements CodeSubmissionOutcome {}

  /// No code was requested in this session yet.
  record NoCodeRequested(VerificationSession session) implements CodeSubmissionOutcome {}

  record UnknownSession() implements CodeSubmissionOutcome {}
}
