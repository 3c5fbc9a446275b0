package org.sealpost.storage.dynamo;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;

/// One append, waiting for its account's next transaction.
record AppendRequest(
    Aci account,
    DevicesVersion checked,
    List<InboxEntry> entries,
    CompletableFuture<AppendOutcome> answer) {

  Size size() {
    return new Size(
        entries.size(), entries.stream().mapToLong(entry -> entry.sealed().size()).sum());
  }

  @Override
  public String toString() {
    return "AppendRequest[redacted]";
  }
}
