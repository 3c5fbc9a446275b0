package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.http.InboundBytes;

/// Room for requests: a share for each address, a bound for all.
class InboundBytesTest {
  private static final ClientAddress ONE = new ClientAddress("one");
  private static final ClientAddress OTHER = new ClientAddress("other");
  private static final ClientAddress THIRD = new ClientAddress("third");

  private final InboundBytes room = new InboundBytes(10, 25);

  @Test
  void oneAddressHasItsShareAndNoMore() {
    assertThat(room.reserve(ONE, 8)).isTrue();
    assertThat(room.reserve(ONE, 3)).isFalse();
    assertThat(room.reserve(OTHER, 10)).isTrue();
    assertThat(room.reserve(ONE, 2)).isTrue();
    assertThat(room.held()).isEqualTo(20);
  }

  @Test
  void allTogetherHaveNoMoreThanTheBound() {
    assertThat(room.reserve(ONE, 10)).isTrue();
    assertThat(room.reserve(OTHER, 10)).isTrue();
    assertThat(room.reserve(THIRD, 6)).isFalse();
    assertThat(room.reserve(THIRD, 5)).isTrue();
    room.release(ONE, 10);
    assertThat(room.reserve(THIRD, 5)).isTrue();
  }

  @Test
  void whatIsGivenBackLeavesNothing() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(4);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int thread = 0; thread < 4; thread++) {
        threads.execute(() -> {
          for (int i = 0; i < 20_000; i++) {
            if (room.reserve(ONE, 3)) {
              room.release(ONE, 3);
            }
            room.reserve(OTHER, 0);
            room.release(OTHER, 0);
          }
          done.countDown();
        });
      }
      done.await();
    }
    assertThat(room.held()).isZero();
    assertThat(room.addresses()).isZero();
  }
}
