package org.sealpost.storage.dynamo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;

/// What a batch of appends knows when it decides. Belongs to one batch.
final class Known {
  /// An envelope's name.
  record Name(InboxId inbox, EnvelopeId id) {
    static Name of(InboxEntry entry) {
      return new Name(entry.inbox(), entry.id());
    }
  }

  /// What a marker tells of an id.
  sealed interface Marker {
    /// No marker, or one that has expired.
    enum Free implements Marker {
      FREE
    }

    /// The envelope is queued here: what comes now is a repeat.
    record Queued(Position at) implements Marker {}

    /// The envelope stood here and is gone.
    record Stale(Position gone) implements Marker {}
  }

  final Map<InboxId, Head> heads = new HashMap<>();

  /// Inboxes whose heads were read, or found not to be there, for this batch.
  final Set<InboxId> fresh = new HashSet<>();

  /// Inboxes whose room was looked at for this batch.
  final Set<InboxId> counted = new HashSet<>();

  /// Inboxes that have no account to be bound to.
  final Set<InboxId> ownerless = new HashSet<>();

  private final Map<Name, Marker> markers = new HashMap<>();

  Optional<Head> head(InboxId inbox) {
    return Optional.ofNullable(heads.get(inbox));
  }

  /// Nothing when nobody has looked: a marker is expected to be free, and its write says so.
  Optional<Marker> marker(Name name) {
    return Optional.ofNullable(markers.get(name));
  }

  void learn(Name name, Marker marker) {
    markers.put(name, marker);
  }

  void forgetHead(InboxId inbox) {
    heads.remove(inbox);
    fresh.remove(inbox);
    counted.remove(inbox);
  }
}
