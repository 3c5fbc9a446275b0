package org.sealpost.storage.dynamo;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What became of a commit whose outcome is known.
sealed interface CommitOutcome {
  enum Committed implements CommitOutcome {
    COMMITTED
  }

  /// Conditions did not hold; nothing was written.
  ///
  /// @param found what stands in the place of each write whose condition did not hold
  record Refused(Map<Write, Optional<Item>> found) implements CommitOutcome {
    /// Whether the condition of this one did not hold.
    boolean names(Write write) {
      return found.containsKey(write);
    }

    Optional<Item> foundAt(Write write) {
      return found.getOrDefault(write, Optional.empty());
    }

    static Refused of(Write write, Optional<Item> found) {
      Map<Write, Optional<Item>> one = new HashMap<>();
      one.put(write, found);
      return new Refused(one);
    }
  }

  default boolean isCommitted() {
    return this == Committed.COMMITTED;
  }
}
