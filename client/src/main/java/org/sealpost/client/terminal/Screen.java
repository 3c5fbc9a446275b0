package org.sealpost.client.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Where the commands print: lines, and on a terminal one line of progress that is written over.
/// Colour only on a terminal that has it and when NO_COLOR is not set. Safe for any number of
/// threads.
final class Screen {
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean colour;
  private final ReentrantLock lock = new ReentrantLock();
  private String progressShown = "";

  private Screen(PrintWriter out, boolean terminal, boolean colour) {
    this.out = out;
    this.terminal = terminal;
    this.colour = colour;
  }

  /// For standard output as this process has it.
  static Screen standard(PrintWriter out) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && !"dumb".equals(System.getenv("TERM"));
    String noColour = System.getenv("NO_COLOR");
    return new Screen(out, terminal, terminal && (noColour == null || noColour.isEmpty()));
  }

  static Screen plain(PrintWriter out) {
    return new Screen(out, false, false);
  }

  boolean isTerminal() {
    return terminal;
  }

  void line(String text) {
    lock.lock();
    try {
      clearProgress();
      out.println(text);
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  void line() {
    line("");
  }

  /// Text without an end of line, for a question.
  void ask(String text) {
    lock.lock();
    try {
      clearProgress();
      out.print(text);
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /// Shown until the next line or progress; nothing where nobody looks.
  void progress(String text) {
    if (!terminal) {
      return;
    }
    lock.lock();
    try {
      if (!text.equals(progressShown)) {
        out.print(CLEAR_LINE + "     " + dim(text));
        out.flush();
        progressShown = text;
      }
    } finally {
      lock.unlock();
    }
  }

  private void clearProgress() {
    if (!progressShown.isEmpty()) {
      out.print(CLEAR_LINE);
      progressShown = "";
    }
  }

  String bold(String text) {
    return styled("1", text);
  }

  String dim(String text) {
    return styled("2", text);
  }

  String good(String text) {
    return styled("32", text);
  }

  String bad(String text) {
    return styled("31", text);
  }

  String name(String text) {
    return styled("36", text);
  }

  private String styled(String code, String text) {
    return colour ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }

  /// `870 ms`, `2.6 s`.
  static String time(Duration duration) {
    long millis = duration.toMillis();
    return millis < 1000
        ? millis + " ms"
        : String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
  }

  /// `870 bytes`, `33.1 KiB`.
  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    return bytes < 1024 * 1024
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
  }

  /// A line that somebody else wrote, so that it cannot move the cursor or change colours.
  static String tame(String text) {
    StringBuilder tame = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          boolean harmless =
              !Character.isISOControl(point)
                  && Character.getType(point) != Character.FORMAT
                  && Character.getType(point) != Character.LINE_SEPARATOR
                  && Character.getType(point) != Character.PARAGRAPH_SEPARATOR;
          tame.appendCodePoint(harmless ? point : point == '\n' ? ' ' : 0xFFFD);
        });
    return tame.toString();
  }
}
