package org.sealpost.bench;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/// One line on a terminal that says what is being done; nothing elsewhere.
final class Progress {
  private final boolean terminal = onTerminal();

  @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again (JDK-8351435)
  private static boolean onTerminal() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }

  void say(String what) {
    if (terminal) {
      System.err.print("\r\033[K  " + what);
      System.err.flush();
    }
  }

  void done() {
    if (terminal) {
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }
}
