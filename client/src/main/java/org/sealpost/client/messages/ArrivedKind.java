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
  GAP
}
