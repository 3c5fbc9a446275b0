package org.sealpost.client.transport;

import java.io.IOException;

/// A media host sent more than what was asked for can have.
public final class AnswerTooLong extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLong() {
    super("the media host sends more than the file can have");
  }
}
