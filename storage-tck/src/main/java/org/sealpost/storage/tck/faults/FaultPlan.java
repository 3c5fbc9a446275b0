package org.sealpost.storage.tck.faults;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/// Decides for each call whether it fails. Asked by any thread.
@FunctionalInterface
public interface FaultPlan {
  Optional<Fault> faultFor(Call call);

  static FaultPlan none() {
    return _ -> Optional.empty();
  }

  /// The store is away.
  static FaultPlan always(Fault fault) {
    return _ -> Optional.of(fault);
  }

  /// Every call of one operation fails, such as `append`.
  static FaultPlan every(String operation, Fault fault) {
    return call -> call.operation().equals(operation) ? Optional.of(fault) : Optional.empty();
  }

  /// The next call of one operation fails, and no other.
  static FaultPlan next(String operation, Fault fault) {
    AtomicBoolean done = new AtomicBoolean();
    return call ->
        call.operation().equals(operation) && done.compareAndSet(false, true)
            ? Optional.of(fault)
            : Optional.empty();
  }

  /// A share of all calls fails, half of them before and half after. The same seed and the same
  /// order of calls give the same faults.
  static FaultPlan randomly(Random random, double share) {
    return _ -> {
      if (random.nextDouble() >= share) {
        return Optional.empty();
      }
      return Optional.of(random.nextBoolean() ? Fault.BEFORE : Fault.AFTER);
    };
  }
}
