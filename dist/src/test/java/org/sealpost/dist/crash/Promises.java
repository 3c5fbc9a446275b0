package org.sealpost.dist.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.dist.crash.History.Device;
import org.sealpost.dist.crash.History.Message;
import org.sealpost.dist.crash.History.Sent;
import org.sealpost.dist.crash.History.Visit;

/// What a server owes its devices across kills, as checks of a history (design, sections 2 and 4):
/// what was answered arrives; a request to one account is whole; every visit begins at the oldest
/// and skips nothing; positions only grow, so that what a device saw keeps its order in every later
/// visit; what was removed stays away; a repeat is stored once while the first is queued.
///
/// The first arrival of a message gives it a rank. As every visit begins at the oldest and nothing
/// lands behind what was seen, ranks are positions: they grow within each visit.
///
/// A message that was sent again after a kill may come again if the device could take it before
/// that: after a restart the server does not remember it.
final class Promises {
  private final Map<Message, Sent> sent = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();

  private Promises(History history) {
    history.sent().forEach(one -> sent.put(one.message(), one));
    history.devices().forEach(device -> new Log(device).check());
    checkArrivals(history.devices());
  }

  /// A sentence for each breach; none is what is hoped for.
  static List<String> broken(History history) {
    return List.copyOf(new Promises(history).broken);
  }

  private void checkArrivals(List<Device> devices) {
    Map<String, Map<String, Set<Message>>> seen = new HashMap<>();
    for (Device device : devices) {
      seen.computeIfAbsent(device.account(), _ -> new LinkedHashMap<>())
          .put(
              device.name(),
              device.visits().stream()
                  .flatMap(visit -> visit.offered().stream())
                  .collect(Collectors.toSet()));
    }
    for (Sent one : sent.values()) {
      Map<String, Set<Message>> there = seen.getOrDefault(one.account(), Map.of());
      List<String> without =
          there.entrySet().stream()
              .filter(device -> !device.getValue().contains(one.message()))
              .map(Map.Entry::getKey)
              .toList();
      if (one.answered() && !without.isEmpty()) {
        broken.add(one.message() + " was answered with 200 and never came to " + without);
      }
      if (!one.answered() && !without.isEmpty() && without.size() < there.size()) {
        broken.add(one.message() + " was stored in part: it never came to " + without);
      }
    }
  }

  /// One device's visits, first to last.
  private final class Log {
    private final Device device;

    /// Messages of each sender to this account, in their order.
    private final Map<Integer, List<Sent>> bySender = new HashMap<>();

    private final Map<Message, Integer> rank = new HashMap<>();
    private final List<Message> byRank = new ArrayList<>();
    private final Set<Message> taken = new HashSet<>();
    private final Set<Message> removed = new HashSet<>();

    /// Taken when a repeat may still have been under way.
    private final Set<Message> takenDuringSends = new HashSet<>();

    private int visits;

    Log(Device device) {
      this.device = device;
      sent.values().stream()
          .filter(one -> one.account().equals(device.account()))
          .forEach(one ->
              bySender.computeIfAbsent(one.message().sender(), _ -> new ArrayList<>()).add(one));
    }

    void check() {
      for (Visit visit : device.visits()) {
        visits++;
        removed.addAll(visit.removed());
        new Reading(visit).check();
      }
    }

    private void breach(String what) {
      broken.add("%s, visit %d: %s".formatted(device.name(), visits, what));
    }

    /// One visit, in the order of arrival.
    private final class Reading {
      private final Visit visit;
      private final Set<Message> offered = new HashSet<>();
      private final Map<Integer, Integer> lastNumber = new HashMap<>();

      /// How many of each sender's messages have been looked at for holes.
      private final Map<Integer, Integer> lookedAt = new HashMap<>();

      private int lastRank = -1;

      Reading(Visit visit) {
        this.visit = visit;
      }

      void check() {
        int known = byRank.size();
        for (Message message : visit.offered()) {
          Sent one = sent.get(message);
          if (one == null || !one.account().equals(device.account())) {
            breach(message + " came, which nobody sent here");
            continue;
          }
          boolean mayBeStoredAgain = one.times() > 1 && takenDuringSends.contains(message);
          checkSender(message, mayBeStoredAgain);
          if (!mayBeStoredAgain) {
            checkPlace(message);
          }
          offered.add(message);
          if (visit.taken().contains(message)) {
            taken.add(message);
            if (!visit.sendsOver()) {
              takenDuringSends.add(message);
            }
          }
        }
        if (visit.toTheEnd()) {
          checkOffered(known);
        }
      }

      /// What one socket sends to one device, one after the other, keeps that order without holes.
      private void checkSender(Message message, boolean mayBeStoredAgain) {
        int sender = message.sender();
        int last = lastNumber.getOrDefault(sender, 0);
        if (message.number() < last || (message.number() == last && !mayBeStoredAgain)) {
          breach("%s came behind number %d".formatted(message, last));
          return;
        }
        lastNumber.put(sender, message.number());
        List<Sent> all = bySender.getOrDefault(sender, List.of());
        int at = lookedAt.getOrDefault(sender, 0);
        for (; at < all.size() && all.get(at).message().number() < message.number(); at++) {
          Sent before = all.get(at);
          if (before.answered() && isOwed(before.message())) {
            breach("%s was skipped before %s".formatted(before.message(), message));
          }
        }
        lookedAt.put(sender, at);
      }

      private void checkPlace(Message message) {
        if (removed.contains(message)) {
          breach(message + " came although its removal was committed");
        }
        Integer place = rank.putIfAbsent(message, byRank.size());
        if (place == null) {
          place = byRank.size();
          byRank.add(message);
        }
        if (place <= lastRank) {
          breach("%s came behind %s, unlike before".formatted(message, byRank.get(lastRank)));
          return;
        }
        checkOffered(place);
        lastRank = place;
      }

      /// All that were seen before and lie in front of this place are offered again, until taken.
      private void checkOffered(int place) {
        for (int before = lastRank + 1; before < place; before++) {
          if (isOwed(byRank.get(before))) {
            breach(byRank.get(before) + ", which was here and not taken, was skipped");
          }
        }
      }

      private boolean isOwed(Message message) {
        return !offered.contains(message) && !taken.contains(message);
      }
    }
  }
}
