package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeCallsTest {
  private final NativeCalls calls = new NativeCalls(1);

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void runsOnAPlatformThreadAndReturnsTheResult() throws InterruptedException {
    boolean[] virtual = {true};
    Thread.ofVirtual()
        .start(() -> virtual[0] = calls.call(() -> Thread.currentThread().isVirtual()))
        .join();

    assertThat(virtual[0]).isFalse();
  }

  @Test
  void throwsWhatTheWorkThrows() {
    assertThatThrownBy(() ->
            calls.call(() -> {
              throw new IllegalArgumentException("as it was");
            }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("as it was");
  }

  @Test
  void anInterruptedCallerStillGetsItsResultAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    assertThat(calls.call(() -> "done")).isEqualTo("done");
    assertThat(Thread.interrupted()).isTrue();
  }
}
