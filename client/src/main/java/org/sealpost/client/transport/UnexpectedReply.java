package org.sealpost.client.transport;

import java.io.IOException;

/// The server answered something that the interface does not foresee here: a fault, not an outcome.
public final class UnexpectedReply extends IOException {
  private static final long serialVersionUID = 1L;
  private final transient Reply reply;

  public UnexpectedReply(String message, Reply reply) {
    super(message);
    this.reply = reply;
  }

  public Reply reply() {
    return reply;
  }

  public int status() {
    return reply.status();
  }
}
