package org.sealpost.storage.dynamo;

import java.util.LinkedHashMap;
import java.util.Optional;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;

/// Where envelopes stand that this node stored or read lately, so that most acknowledgements need
/// not ask for the marker. A position is given once, so at worst nothing stands there any more.
/// Safe for any thread.
final class EnvelopePlaces {
  /// About 200 bytes each.
  private static final int MAX_REMEMBERED = 50_000;

  private final LinkedHashMap<Known.Name, Position> places = new LinkedHashMap<>();

  synchronized void put(InboxId inbox, EnvelopeId id, Position position) {
    places.put(new Known.Name(inbox, id), position);
    if (places.size() > MAX_REMEMBERED) {
      places.pollFirstEntry();
    }
  }

  /// An envelope is acknowledged once.
  synchronized Optional<Position> take(InboxId inbox, EnvelopeId id) {
    return Optional.ofNullable(places.remove(new Known.Name(inbox, id)));
  }
}
