package org.sealpost.client.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;

/// Whom this session has met, and what it sent them. Used by the keyboard's thread and by the one
/// that prints what arrives.
final class Peers {
  /// Enough of an ACI to tell the few peers of a session apart.
  private static final int SHORT = 8;

  private static final int MAX_NAME = 24;
  private static final int MAX_SENT = 1000;

  private final Map<ServiceId.Aci, List<Long>> sent = new LinkedHashMap<>();
  private final Function<ServiceId.Aci, Optional<String>> profileNames;
  private Optional<ServiceId.Aci> current = Optional.empty();

  /// @param profileNames what accounts call themselves, as far as is known
  Peers(Function<ServiceId.Aci, Optional<String>> profileNames) {
    this.profileNames = profileNames;
  }

  synchronized Optional<ServiceId.Aci> current() {
    return current;
  }

  /// Everybody this session has met, in that order.
  synchronized List<ServiceId.Aci> all() {
    return List.copyOf(sent.keySet());
  }

  synchronized void talkTo(ServiceId.Aci peer) {
    met(peer);
    current = Optional.of(peer);
  }

  /// Whoever writes first is talked to, if nobody is yet; true when that happened.
  synchronized boolean heardFrom(ServiceId.Aci peer) {
    met(peer);
    if (current.isPresent()) {
      return false;
    }
    current = Optional.of(peer);
    return true;
  }

  private void met(ServiceId.Aci peer) {
    var _ = sent.computeIfAbsent(peer, _ -> new ArrayList<>());
  }

  /// A whole ACI, or the beginning of one that was met, or of a name; empty when it fits none or
  /// several.
  synchronized Optional<ServiceId.Aci> find(String text) {
    Optional<ServiceId.Aci> whole = Uuids.parse(text).map(ServiceId.Aci::new);
    if (whole.isPresent() || text.isEmpty()) {
      return whole;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    List<ServiceId.Aci> fitting =
        sent.keySet().stream()
            .filter(peer ->
                peer.text().startsWith(lower)
                    || name(peer).toLowerCase(Locale.ROOT).startsWith(lower))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  synchronized void sent(ServiceId.Aci peer, long sentAt) {
    met(peer);
    List<Long> times = sent.getOrDefault(peer, List.of());
    times.add(sentAt);
    if (times.size() > MAX_SENT) {
      times.removeFirst();
    }
  }

  /// The text is gone.
  synchronized void forget(ServiceId.Aci peer, long sentAt) {
    sent.getOrDefault(peer, new ArrayList<>()).remove(sentAt);
  }

  /// The last text to the peer, or the one `back` before it.
  synchronized Optional<Long> sentBefore(ServiceId.Aci peer, int back) {
    List<Long> times = sent.getOrDefault(peer, List.of());
    int index = times.size() - 1 - back;
    return index >= 0 ? Optional.of(times.get(index)) : Optional.empty();
  }

  /// What the peer calls itself, with the beginning of its ACI when another one calls itself the
  /// same; that beginning alone when it says nothing. Tamed.
  synchronized String name(ServiceId peer) {
    if (!(peer instanceof ServiceId.Aci aci)) {
      return shortName(peer);
    }
    Optional<String> name = profileName(aci);
    if (name.isEmpty()) {
      return shortName(peer);
    }
    boolean shared =
        sent.keySet().stream()
            .anyMatch(other -> !other.equals(aci) && profileName(other).equals(name));
    return shared ? name.get() + " (" + shortName(peer) + ")" : name.get();
  }

  /// The name, if there is one, and the whole ACI, by which nobody else goes.
  String introduction(ServiceId.Aci peer) {
    String name = name(peer);
    return name.equals(shortName(peer)) ? peer.text() : name + ", " + peer.text();
  }

  private Optional<String> profileName(ServiceId.Aci peer) {
    return profileNames
        .apply(peer)
        .map(name -> Screen.tame(name).strip())
        .filter(name -> !name.isEmpty() && name.length() <= MAX_NAME);
  }

  static String shortName(ServiceId peer) {
    return peer.uuid().toString().substring(0, SHORT);
  }
}
