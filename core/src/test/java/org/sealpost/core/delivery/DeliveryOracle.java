package org.sealpost.core.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.proto.Envelope;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;

/// Knows what must never happen, across all connections. Told of everything, it fails the
/// simulation at the step that broke a promise.
final class DeliveryOracle {
  /// When an envelope was last stored and last removed by an acknowledgement, by the oracle's own
  /// count; and where it stood last.
  private static final class History {
    long stored;
    long acknowledged;
    Position position = Position.START;
  }

  private record Key(InboxId inbox, EnvelopeId id) {}

  private final ModelInboxStore store;
  private final Map<Key, History> histories = new HashMap<>();
  private final Set<Key> answered = new HashSet<>();
  private final Map<String, Key> byLabel = new HashMap<>();
  private final Set<InboxId> retired = new HashSet<>();
  private long count;

  DeliveryOracle(ModelInboxStore store) {
    this.store = store;
    store.watch(this::stored, this::acknowledged);
  }

  static void require(boolean holds, String promise) {
    if (!holds) {
      throw new AssertionError(promise);
    }
  }

  private void stored(ModelInboxStore.Queued queued) {
    Key key = new Key(queued.entry().inbox(), queued.entry().id());
    count++;
    History history = history(key);
    history.stored = count;
    history.position = queued.position();
    String label = label(LabelSealer.plaintext(queued.entry().sealed()));
    require(!label.startsWith("e"), "an ephemeral envelope is never stored");
    Key known = byLabel.put(label, key);
    require(known == null || known.equals(key), "what is sent again carries the same id");
  }

  private void acknowledged(InboxId inbox, EnvelopeId id) {
    Key key = new Key(inbox, id);
    require(answered.contains(key), "an envelope is removed only when its device took it");
    count++;
    history(key).acknowledged = count;
  }

  void retired(InboxId inbox) {
    retired.add(inbox);
  }

  boolean isRetired(InboxId inbox) {
    return retired.contains(inbox);
  }

  /// The server heard that the device took it.
  void answered(InboxId inbox, EnvelopeId id) {
    answered.add(new Key(inbox, id));
  }

  /// The sender was told that this message is safe.
  void accepted(String label) {
    Key key = byLabel.get(label);
    if (key == null) {
      throw new AssertionError("what was accepted was stored");
    }
    boolean queued =
        store.queued(key.inbox()).stream().anyMatch(one -> one.entry().id().equals(key.id()));
    require(
        queued || answered.contains(key) || retired.contains(key.inbox()),
        "what was accepted is queued until its device took it");
  }

  /// An envelope is given to a device on the connection that holds the inbox.
  ///
  /// @param asOf when the connection looked at the store, see [#now]
  void given(InboxId inbox, EnvelopeId id, long asOf) {
    History history = history(new Key(inbox, id));
    require(history.stored > 0, "what is given was stored");
    require(
        history.acknowledged < history.stored || history.acknowledged > asOf,
        "what was acknowledged comes again only if it was stored again");
  }

  long now() {
    return count;
  }

  /// Whether it was stored anew after it was acknowledged.
  boolean cameAgain(InboxId inbox, EnvelopeId id) {
    History history = history(new Key(inbox, id));
    return history.acknowledged > 0 && history.stored > history.acknowledged;
  }

  Position position(InboxId inbox, EnvelopeId id) {
    return history(new Key(inbox, id)).position;
  }

  List<EnvelopeId> queued(InboxId inbox) {
    return store.queued(inbox).stream().map(one -> one.entry().id()).toList();
  }

  List<EnvelopeId> queuedBefore(InboxId inbox, Position position) {
    return store.queued(inbox).stream()
        .filter(one -> position.isAfter(one.position()))
        .map(one -> one.entry().id())
        .toList();
  }

  boolean holdsInbox(InboxId inbox, long epoch) {
    return store.epoch(inbox).value() == epoch && !retired.contains(inbox);
  }

  private History history(Key key) {
    return histories.computeIfAbsent(key, any -> new History());
  }

  /// What the sender wrote into the message.
  static String label(Bytes envelope) {
    try {
      String content = Envelope.parseFrom(envelope.unsafeArray()).getContent().toStringUtf8();
      return content.substring(0, content.indexOf('|'));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("an envelope is no protobuf", e);
    }
  }
}
