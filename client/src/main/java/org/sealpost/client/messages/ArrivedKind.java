package org.sealpost.client.messages;

/// What a row of the state's `arrived` table holds; `body` is what is said here.
enum ArrivedKind {
  /// The padded plaintext.
  MESSAGE,
  /// The name of an [Incoming.Reason].
  UNREADABLE,
  /// Nothing.
  IDENTITY_CHANGED,
  /// A decimal count.
  GAP,
  /// Nothing: what the author said is not known here.
  NOT_UNDERSTOOD,
  /// The peer and the seconds, with a space between; the author changed it.
  TIMER,
  /// The peer and the text's time, with a space between.
  DISAPPEARED,
  /// The account's number.
  NUMBER_CHANGED
}
