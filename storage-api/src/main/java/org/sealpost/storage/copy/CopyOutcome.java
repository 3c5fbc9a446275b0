package org.sealpost.storage.copy;

import java.util.Map;

/// What became of a copy.
public sealed interface CopyOutcome {
  /// Everything is in the target, which is a store now.
  record Copied(Map<CopySection, SectionSum> sums) implements CopyOutcome {}

  /// A section reads differently: the source changed while the copy was interrupted, or the target
  /// did not keep what it was given. The target is left refused; it has to be removed, and the copy
  /// begun anew.
  record Differs(CopySection section, SectionSum source, SectionSum target)
      implements CopyOutcome {}
}
