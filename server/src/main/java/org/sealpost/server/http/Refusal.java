package org.sealpost.server.http;

/// Thrown by a handler that cannot go on with what it was sent: the reply that says so.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  public Refusal(int status, String message) {
    this(Reply.error(status, message));
  }

  public Refusal(Reply reply) {
    super("refused with " + reply.status(), null, false, false);
    this.reply = reply;
  }

  public Reply reply() {
    return reply;
  }
}
