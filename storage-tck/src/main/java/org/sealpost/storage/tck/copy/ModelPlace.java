package org.sealpost.storage.tck.copy;

import java.time.Clock;
import org.sealpost.storage.Storage;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.tck.model.ModelCopy;
import org.sealpost.storage.tck.model.ModelData;
import org.sealpost.storage.tck.model.ModelStorage;

/// The model's.
public final class ModelPlace implements CopyPlace {
  private final ModelData data = new ModelData();

  @Override
  public Storage store(InboxLimits limits, Clock clock) {
    return new ModelStorage(data, limits, clock);
  }

  @Override
  public CopySource source() {
    return ModelCopy.source(data);
  }

  @Override
  public CopyTarget target(Runnable beforeCommit) {
    return new ModelCopy(data, beforeCommit);
  }
}
