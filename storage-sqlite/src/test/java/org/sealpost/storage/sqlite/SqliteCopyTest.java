package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.storage.Storage;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.tck.copy.CopyContract;
import org.sealpost.storage.tck.copy.CopyPlace;

class SqliteCopyTest implements CopyContract {
  @TempDir Path folder;
  private int places;

  @Override
  public CopyPlace newPlace() {
    return new FilePlace(SqliteConfig.forTests(folder.resolve(places++ + ".db")));
  }

  private record FilePlace(SqliteConfig config) implements CopyPlace {
    @Override
    public Storage store(InboxLimits limits, Clock clock) {
      return SqliteStorage.open(config.withInboxLimits(limits).withClock(clock));
    }

    @Override
    public CopySource source() {
      return SqliteCopy.source(config);
    }

    @Override
    public CopyTarget target(Runnable beforeCommit) {
      return SqliteCopy.target(config, beforeCommit);
    }
  }
}
