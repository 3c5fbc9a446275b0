package org.sealpost.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sealpost.audit.events.AuditEvent.StoreKeyMade;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.tck.StoreUnderTest;
import org.sealpost.storage.tck.model.ModelData;
import org.sealpost.storage.tck.model.ModelStorage;

class SequencerTest {
  private static final int EVENTS = 300;

  private final AuditTrail trail = new AuditTrail(Clock.systemUTC(), new SecureRandom());

  @Test
  void sequencersOfSeveralNodesGiveEachEntryOneIndex() throws Exception {
    ModelData data = new ModelData();
    AuditStore store = open(data).audit();
    Set<UUID> added = new HashSet<>();
    Callable<Integer> sequencer = () -> new Sequencer(store).sequence();
    List<Future<Integer>> counts = new ArrayList<>();
    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < EVENTS; i++) {
        AuditEntry entry = trail.entry(new StoreKeyMade(i));
        store.add(List.of(entry));
        added.add(entry.id());
        if (i % 50 == 0) {
          Collections.nCopies(3, sequencer).forEach(one -> counts.add(nodes.submit(one)));
        }
      }
    }
    int sequenced = new Sequencer(store).sequence();
    for (Future<Integer> count : counts) {
      sequenced += count.get();
    }

    assertThat(sequenced).isEqualTo(EVENTS);
    List<SequencedEntry> log = store.read(0, 2 * EVENTS);
    assertThat(log)
        .extracting(SequencedEntry::index)
        .containsExactlyElementsOf(LongStream.range(0, EVENTS).boxed().toList());
    assertThat(log)
        .extracting(entry -> entry.entry().id())
        .containsExactlyInAnyOrderElementsOf(added);
    assertThat(store.pending(1)).isEmpty();
  }

  @Test
  void aStoreThatIsAwayEndsARunAndNotTheTask() {
    ModelData data = new ModelData();
    ModelStorage storage = open(data);
    storage.close();

    assertThatCode(() -> new Sequencer(storage.audit()).run()).doesNotThrowAnyException();
  }

  private static ModelStorage open(ModelData data) {
    return new ModelStorage(data, StoreUnderTest.LIMITS, Clock.systemUTC());
  }
}
