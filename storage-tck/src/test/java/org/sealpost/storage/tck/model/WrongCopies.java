package org.sealpost.storage.tck.model;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.sealpost.storage.Storage;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.tck.copy.CopyPlace;

/// One mistake each about being copied from or into.
public final class WrongCopies {
  private WrongCopies() {}

  private static CopyPlace filledBy(BiFunction<ModelData, Runnable, ModelCopy> target) {
    ModelData data = new ModelData();
    return new CopyPlace() {
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
        return target.apply(data, beforeCommit);
      }
    };
  }

  public static CopyPlace keepingItsPlaceInACommitOfItsOwn() {
    return filledBy((data, gate) ->
        new ModelCopy(data, gate) {
          @Override
          public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
            super.write(records, data.copyCursor);
            super.write(List.of(), next);
          }
        });
  }

  public static CopyPlace keepingItsPlaceFirst() {
    return filledBy((data, gate) ->
        new ModelCopy(data, gate) {
          @Override
          public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
            super.write(List.of(), next);
            super.write(records, next);
          }
        });
  }

  public static CopyPlace turningQueuesAround() {
    return filledBy((data, gate) ->
        new ModelCopy(data, gate) {
          @Override
          void keep(CopyRecord.OfEnvelope envelope) {
            ModelData.Inbox inbox = Objects.requireNonNull(data.inboxes.get(envelope.inbox()));
            inbox.queue.put(
                new Position(1_000_000 - ++data.lastPosition),
                new InboxEntry(
                    envelope.inbox(),
                    envelope.id(),
                    envelope.sealed(),
                    envelope.expiresAt(),
                    false));
          }
        });
  }

  public static CopyPlace beginningCountersAnew() {
    return filledBy((data, gate) ->
        new ModelCopy(data, gate) {
          @Override
          void keep(CopyRecord record) {
            if (!(record instanceof CopyRecord.OfTotals)) {
              super.keep(record);
            }
          }
        });
  }

  public static CopyPlace fillingWhatIsNotEmpty() {
    return filledBy((data, gate) ->
        new ModelCopy(data, gate) {
          @Override
          boolean isEmpty() {
            return true;
          }
        });
  }

  public static CopyPlace goingOnFromAnySource() {
    return filledBy((data, gate) ->
        new ModelCopy(data, gate) {
          @Override
          boolean isOf(String source) {
            return true;
          }
        });
  }

  public static CopyPlace beingAStoreFromTheBeginning() {
    return filledBy((data, gate) ->
        new ModelCopy(data, gate) {
          @Override
          public void close() {
            data.copiedFrom = Optional.empty();
            super.close();
          }
        });
  }

  /// A cursor that names the next record, read as the last one shown.
  public static CopyPlace skippingBetweenPages() {
    ModelData data = new ModelData();
    return new CopyPlace() {
      @Override
      public Storage store(InboxLimits limits, Clock clock) {
        return new ModelStorage(data, limits, clock);
      }

      @Override
      public CopySource source() {
        return new ModelCopy(data, () -> {}) {
          @Override
          public CopyPage read(CopyCursor from, int max, long maxBytes) {
            CopyPage page = super.read(from, max, maxBytes);
            return from.place().isEmpty() || page.records().isEmpty()
                ? page
                : new CopyPage(page.records().subList(1, page.records().size()), page.next());
          }
        };
      }

      @Override
      public CopyTarget target(Runnable beforeCommit) {
        return new ModelCopy(data, beforeCommit);
      }
    };
  }
}
