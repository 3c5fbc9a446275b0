package org.sealpost.client.testing;

/// What a [FakeDevice] does with an envelope when it comes.
public enum Acknowledging {
  /// Answers 200 before it looks at the next.
  AT_ONCE,
  /// Answers nothing; the test does, with [FakeDevice#answer] or [FakeDevice#acknowledge].
  WITHHELD
}
