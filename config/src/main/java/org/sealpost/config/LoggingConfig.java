package org.sealpost.config;

/// `logging`: how much is said, and in which form. Libraries stay at `info` or above whatever is
/// set here.
///
/// @param level of our own loggers
/// @param format `auto` is text on a terminal and JSON otherwise
/// @param requests which requests get a line: method, path template, status and duration
public record LoggingConfig(Level level, Format format, Requests requests) {

  /// How much.
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /// In which form.
  public enum Format {
    AUTO,
    TEXT,
    JSON
  }

  /// Which requests.
  public enum Requests {
    NONE,
    ERRORS,
    ALL
  }

  static LoggingConfig read(Section section) {
    return new LoggingConfig(
        section.choice("level", Level.INFO),
        section.choice("format", Format.AUTO),
        section.choice("requests", Requests.ERRORS));
  }
}
