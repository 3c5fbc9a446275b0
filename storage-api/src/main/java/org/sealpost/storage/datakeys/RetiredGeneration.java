package org.sealpost.storage.datakeys;

/// A data key was to be kept that is wrapped by a store key of a generation which was retired
/// meanwhile: this process has older store keys than the store wants. Nothing was written.
public final class RetiredGeneration extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RetiredGeneration() {
    super(
        "the store keys of this process are older than the database wants; start it again with"
            + " the present keys folder");
  }
}
