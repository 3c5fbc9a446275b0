package org.sealpost.storage.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.postgres.BatchRequest.Acknowledge;

/// Turns what the database said of a batch into what its callers are told, and into what the node
/// knows from then on. Belongs to the writer's thread.
final class BatchAnswers {
  private final Batch batch;
  private final BatchResult result;
  private final KnownInboxes known;

  BatchAnswers(Batch batch, BatchResult result, KnownInboxes known) {
    this.batch = batch;
    this.result = result;
    this.known = known;
  }

  void give() {
    List<Optional<Position>> before = rememberAppends();
    int at = 0;
    for (int i = 0; i < batch.appends().size(); i++) {
      BatchRequest.Append append = batch.appends().get(i);
      int end = at + append.entries().size();
      append.answer().complete(outcome(i, at, end, before));
      at = end;
    }
    giveAcknowledged();
  }

  private AppendOutcome outcome(int request, int from, int to, List<Optional<Position>> before) {
    return switch (result.outcomes().get(request)) {
      case DEVICES_CHANGED -> new AppendOutcome.DevicesChanged();
      case PRIMARY_FULL -> new AppendOutcome.PrimaryFull();
      case STORED -> {
        List<Placed> placed = new ArrayList<>();
        List<InboxId> gaps = new ArrayList<>();
        for (int i = from; i < to; i++) {
          InboxId inbox = batch.places().get(i).entry().inbox();
          long position = result.positions().get(i);
          if (position == 0) {
            gaps.add(inbox);
          } else {
            placed.add(
                new Placed(
                    inbox,
                    batch.places().get(i).entry().id(),
                    new Position(position),
                    before.get(i),
                    result.repeats().get(i)));
          }
        }
        yield new AppendOutcome.Stored(placed, gaps);
      }
    };
  }

  /// Returns for each entry the inbox's last position before it, where that is known.
  private List<Optional<Position>> rememberAppends() {
    List<InboxId> inboxes = batch.inboxes();
    List<Optional<Position>> last = new ArrayList<>();
    for (int i = 0; i < inboxes.size(); i++) {
      last.add(
          result.unbroken().get(i)
              ? known.find(inboxes.get(i)).flatMap(KnownInboxes.Known::last)
              : Optional.empty());
    }
    List<Optional<Position>> before =
        new ArrayList<>(batch.places().stream().map(_ -> Optional.<Position>empty()).toList());
    boolean[] appended = new boolean[inboxes.size()];
    for (int i : inOrderOfPosition()) {
      int target = batch.places().get(i).target();
      boolean stored = result.positions().get(i) > 0;
      appended[target] = true;
      if (stored && !result.repeats().get(i)) {
        before.set(i, last.get(target));
        last.set(target, Optional.of(new Position(result.positions().get(i))));
      }
    }
    for (int i = 0; i < inboxes.size(); i++) {
      if (appended[i] && result.numbers().get(i) > 0) {
        known.put(
            inboxes.get(i),
            new KnownInboxes.Known(
                last.get(i), result.heldEntries().get(i), result.heldBytes().get(i)));
      }
    }
    return before;
  }

  private List<Integer> inOrderOfPosition() {
    return IntStream.range(0, batch.places().size())
        .boxed()
        .sorted(Comparator.comparing(i -> result.positions().get(i)))
        .toList();
  }

  /// An id that several acknowledge is counted for the first of them.
  private void giveAcknowledged() {
    Set<BatchResult.Removed> removed = new HashSet<>(result.removed());
    for (int i = 0; i < batch.acknowledgements().size(); i++) {
      Acknowledge acknowledge = batch.acknowledgements().get(i);
      long number = result.numbers().get(batch.acknowledged().get(i));
      int count = 0;
      for (EnvelopeId id : acknowledge.ids()) {
        if (removed.remove(new BatchResult.Removed(number, id.uuid()))) {
          count++;
        }
      }
      acknowledge.answer().complete(count);
    }
  }
}
