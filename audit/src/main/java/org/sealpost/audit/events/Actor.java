package org.sealpost.audit.events;

/// Who did it, where an event leaves the choice.
public enum Actor {
  /// The person, by one of the account's devices.
  PERSON("person"),
  /// Whoever may use the server's command line or its admin interface.
  ADMINISTRATOR("administrator"),
  /// The server by itself.
  SERVER("server");

  private final String text;

  Actor(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
