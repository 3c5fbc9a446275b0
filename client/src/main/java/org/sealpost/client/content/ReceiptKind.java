package org.sealpost.client.content;

/// What became of a text.
public enum ReceiptKind {
  /// A device of the recipient has it.
  DELIVERED,
  /// A person has seen it.
  READ,
  /// A person has opened what came with it.
  VIEWED
}
