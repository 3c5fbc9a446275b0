package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.storage.StorageUnavailable;

/// A call whose connection is lost just before one of its commits.
final class CutOff {
  private CutOff() {}

  /// Makes the call; whether it came as far as this commit, the first being 1.
  static boolean at(StoreUnderTest store, int commit, Runnable call) {
    AtomicInteger commits = new AtomicInteger();
    store
        .commits()
        .atEach(() -> {
          if (commits.incrementAndGet() == commit) {
            throw new StorageUnavailable("the connection is lost");
          }
        });
    try {
      Throwable failure = catchThrowable(call::run);
      if (failure != null) {
        assertThat(failure).isInstanceOf(StorageUnavailable.class);
      }
    } finally {
      store.commits().atEach(() -> {});
    }
    assertThat(commit > 1 || commits.get() >= commit)
        .as("a store calls beforeCommit before every commit")
        .isTrue();
    return commits.get() >= commit;
  }
}
