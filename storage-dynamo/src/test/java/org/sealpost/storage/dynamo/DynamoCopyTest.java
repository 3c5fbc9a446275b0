package org.sealpost.storage.dynamo;

import java.time.Clock;
import org.sealpost.storage.Storage;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.tck.copy.CopyContract;
import org.sealpost.storage.tck.copy.CopyPlace;

/// Tables copied from and into, over a prefix of their own each.
class DynamoCopyTest implements CopyContract {
  @Override
  public CopyPlace newPlace() {
    return new TablesPlace(TestTables.fresh());
  }

  @Override
  public int historySteps() {
    return 800;
  }

  /// All 10 000 take a minute: `-Dsealpost.dynamo.queue=250`.
  @Override
  public int longQueue() {
    return Integer.getInteger("sealpost.dynamo.queue", 25);
  }

  private record TablesPlace(DynamoConfig config) implements CopyPlace {
    @Override
    public Storage store(InboxLimits limits, Clock clock) {
      return DynamoStorage.open(config.withInboxLimits(limits).withClock(clock));
    }

    @Override
    public CopySource source() {
      return DynamoCopy.source(config);
    }

    @Override
    public CopyTarget target(Runnable beforeCommit) {
      return DynamoCopy.open(config, beforeCommit);
    }
  }
}
