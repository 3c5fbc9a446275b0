package org.sealpost.storage.tck.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.datakeys.KeyOwner.Rest;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.tck.model.ModelData;
import org.sealpost.storage.tck.model.ModelStorage;

class FaultyStorageTest {
  private static final WrappedKey KEY = new WrappedKey(1, Bytes.EMPTY);

  private final FaultyStorage storage =
      new FaultyStorage(new ModelStorage(new ModelData(), InboxLimits.DEFAULT, Clock.systemUTC()));

  @Test
  void withoutAPlanNothingFails() {
    assertThat(storage.dataKeys().putIfAbsent(Rest.REST, KEY)).isEqualTo(KEY);
    assertThat(storage.dataKeys().find(Rest.REST)).contains(KEY);
  }

  @Test
  void aFaultBeforeDoesNothing() {
    storage.plan(FaultPlan.every("putIfAbsent", Fault.BEFORE));
    assertThatThrownBy(() -> storage.dataKeys().putIfAbsent(Rest.REST, KEY))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(storage.dataKeys().find(Rest.REST)).isEmpty();
  }

  @Test
  void aFaultAfterLosesTheAnswerAlone() {
    storage.plan(FaultPlan.next("putIfAbsent", Fault.AFTER));
    assertThatThrownBy(() -> storage.dataKeys().putIfAbsent(Rest.REST, KEY))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(storage.dataKeys().find(Rest.REST)).contains(KEY);
    assertThat(storage.dataKeys().putIfAbsent(Rest.REST, KEY)).isEqualTo(KEY);
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    assertThat(failures(7)).isEqualTo(failures(7)).isBetween(20L, 80L);
  }

  private long failures(long seed) {
    storage.plan(FaultPlan.randomly(new Random(seed), 0.5));
    long failures = 0;
    for (int i = 0; i < 100; i++) {
      try {
        storage.dataKeys().find(Rest.REST);
      } catch (StorageUnavailable e) {
        failures++;
      }
    }
    return failures;
  }
}
