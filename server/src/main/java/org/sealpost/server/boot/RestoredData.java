package org.sealpost.server.boot;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.RestoreMarks;

/// Makes data from a backup safe to serve: what the lost data may have given away is void. Whoever
/// is interrupted begins again, which does no harm; the event is there when all is done.
final class RestoredData {
  /// Inboxes of one commit: a device has 400 one-time keys at most.
  private static final int PIECE = 20;

  private final RestoreMarks marks;
  private final AuditStore audit;
  private final AuditTrail trail;

  RestoredData(RestoreMarks marks, AuditStore audit, AuditTrail trail) {
    this.marks = marks;
    this.audit = audit;
    this.trail = trail;
  }

  /// @param progress told how many pieces were done
  void mark(LongConsumer progress) {
    long pieces = 0;
    Optional<InboxId> at = Optional.empty();
    do {
      at = marks.mark(at, PIECE);
      progress.accept(++pieces);
    } while (at.isPresent());
    audit.add(trail.of(new AuditEvent.DataRestored()));
  }
}
