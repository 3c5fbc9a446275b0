package org.sealpost.storage.tck.model;

import java.util.Optional;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about what is marked after a restore.
public final class WrongRestoreMarks {
  private WrongRestoreMarks() {}

  public static Opener leavingOneTimeKeys() {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          void mark(InboxId id) {
            data.living(id).ifPresent(inbox -> inbox.epoch += RAISE);
          }
        };
  }

  /// A connection more, as if nothing had been lost.
  public static Opener raisingEpochsByOne() {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          void mark(InboxId id) {
            super.mark(id);
            data.living(id).ifPresent(inbox -> inbox.epoch += 1 - RAISE);
          }
        };
  }

  public static Opener endingAfterTheFirstPiece() {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          public Optional<InboxId> mark(Optional<InboxId> after, int max) {
            Optional<InboxId> _ = super.mark(after, max);
            return Optional.empty();
          }
        };
  }

  public static Opener markingAllAtOnce() {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          public Optional<InboxId> mark(Optional<InboxId> after, int max) {
            Optional<InboxId> _ = super.mark(after, Integer.MAX_VALUE);
            return after.isPresent() ? Optional.empty() : super.mark(after, max);
          }
        };
  }
}
