package org.sealpost.audit.log;

import java.util.List;
import java.util.UUID;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.audit.SequenceOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves what is pending into the log. Every node may run one: of two that meet at one size of the
/// log the store lets one go on, and the other looks again.
public final class Sequencer {
  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

  /// So that a run ends, however many events keep coming.
  private static final int MOST_PIECES = 100;

  private final AuditStore store;

  public Sequencer(AuditStore store) {
    this.store = store;
  }

  /// One run; returns how many entries it gave an index.
  public int sequence() {
    int sequenced = 0;
    for (int piece = 0; piece < MOST_PIECES; piece++) {
      List<UUID> pending =
          store.pending(AuditStore.MAX_SEQUENCED).stream().map(AuditEntry::id).toList();
      if (pending.isEmpty()) {
        break;
      }
      if (store.sequence(store.size(), pending) == SequenceOutcome.SEQUENCED) {
        sequenced += pending.size();
      }
    }
    return sequenced;
  }

  /// One run of a background task; the next one makes good what this one could not.
  public void run() {
    try {
      int sequenced = sequence();
      LOG.debug("{} audit events were sequenced", sequenced);
    } catch (StorageUnavailable e) {
      LOG.warn("audit events wait for their index: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("audit events could not be sequenced", e);
    }
  }
}
