package org.sealpost.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScreenTest {
  @Test
  void aStrangersTextCannotSteerTheTerminal() {
    assertThat(Screen.tame("hello\nyou")).isEqualTo("hello you");
    assertThat(Screen.tame("\u001B[2J\u0007\r\u009B31m")).doesNotContainPattern("\\p{Cntrl}");
    assertThat(Screen.tame("abc\u202Etxt.exe")).doesNotContain("\u202E");
    assertThat(Screen.tame("Grüße 你好 🙂")).isEqualTo("Grüße 你好 🙂");
  }

  @Test
  void whereNobodyLooksThereIsNeitherColourNorProgress() {
    StringWriter written = new StringWriter();
    Screen screen = Screen.plain(new PrintWriter(written));

    screen.progress("working");
    screen.line(screen.bold("done") + screen.good("!"));

    assertThat(written.toString()).isEqualTo("done!" + System.lineSeparator());
  }

  @Test
  void figuresHaveTheirUnits() {
    assertThat(Screen.time(Duration.ofMillis(870))).isEqualTo("870 ms");
    assertThat(Screen.time(Duration.ofMillis(2640))).isEqualTo("2.6 s");
    assertThat(Screen.size(870)).isEqualTo("870 bytes");
    assertThat(Screen.size(33_900)).isEqualTo("33.1 KiB");
    assertThat(Screen.size(5_000_000)).isEqualTo("4.8 MiB");
  }
}
