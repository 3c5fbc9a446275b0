package org.sealpost.server.command;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// One line that is written over while something long goes on; nothing where nobody looks.
final class ProgressLine {
  private static final String CLEAR = "\r\u001b[K";
  private static final long PAUSE_NANOS = 100_000_000;

  private final Optional<PrintWriter> terminal;
  private long shown = System.nanoTime() - PAUSE_NANOS;

  private ProgressLine(Optional<PrintWriter> terminal) {
    this.terminal = terminal;
  }

  static ProgressLine on(PrintWriter err) {
    return new ProgressLine(
        Optional.ofNullable(System.console()).filter(Console::isTerminal).map(_ -> err));
  }

  /// Ten times a second at most.
  void show(String text) {
    long now = System.nanoTime();
    if (now - shown >= PAUSE_NANOS) {
      shown = now;
      print(CLEAR + "  " + text);
    }
  }

  void end() {
    print(CLEAR);
  }

  private void print(String text) {
    terminal.ifPresent(to -> {
      to.print(text);
      to.flush();
    });
  }
}
