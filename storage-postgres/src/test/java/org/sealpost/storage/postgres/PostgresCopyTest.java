package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.tck.copy.CopyContract;
import org.sealpost.storage.tck.copy.CopyPlace;

class PostgresCopyTest implements CopyContract {
  @Override
  public CopyPlace newPlace() {
    return new DatabasePlace(TestDatabase.create().config());
  }

  /// Each step is a sync.
  @Override
  public int historySteps() {
    return 1_000;
  }

  private record DatabasePlace(PostgresConfig config) implements CopyPlace {
    @Override
    public Storage store(InboxLimits limits, Clock clock) {
      return PostgresStorage.open(config.withInboxLimits(limits).withClock(clock));
    }

    @Override
    public CopySource source() {
      return PostgresCopy.source(config);
    }

    @Override
    public CopyTarget target(Runnable beforeCommit) {
      return PostgresCopy.target(config, beforeCommit);
    }
  }

  @Test
  void besideAServerNothingIsCopied() {
    PostgresConfig config = TestDatabase.create().config();
    try (Storage _ = PostgresStorage.open(config)) {
      assertThatThrownBy(() -> PostgresCopy.source(config))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("stop it first");
      assertThatThrownBy(() -> PostgresCopy.target(config))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("stop it first");
    }
    PostgresCopy.source(config).close();
  }
}
