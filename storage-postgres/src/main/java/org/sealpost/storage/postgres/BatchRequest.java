package org.sealpost.storage.postgres;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;

/// What goes into a batch, and the caller who waits for it.
sealed interface BatchRequest {
  /// There was no commit, or nobody knows whether there was.
  void fail(RuntimeException why);

  record Append(
      Aci account,
      DevicesVersion checked,
      List<InboxEntry> entries,
      CompletableFuture<AppendOutcome> answer)
      implements BatchRequest {
    @Override
    public void fail(RuntimeException why) {
      answer.completeExceptionally(why);
    }
  }

  record Acknowledge(InboxId inbox, List<EnvelopeId> ids, CompletableFuture<Integer> answer)
      implements BatchRequest {
    @Override
    public void fail(RuntimeException why) {
      answer.completeExceptionally(why);
    }
  }
}
