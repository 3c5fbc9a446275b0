package org.sealpost.storage.tck;

import org.sealpost.storage.tck.copy.CopyContract;
import org.sealpost.storage.tck.copy.CopyPlace;
import org.sealpost.storage.tck.copy.ModelPlace;

/// The model passes the contract itself.
class ModelCopyTest implements CopyContract {
  @Override
  public CopyPlace newPlace() {
    return new ModelPlace();
  }
}
