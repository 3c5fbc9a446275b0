package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.ReservationStore;

/// Reserved usernames of the model.
class ModelReservations implements ReservationStore {
  private final ModelData data;

  ModelReservations(ModelData data) {
    this.data = data;
  }

  @Override
  public Optional<Bytes> reserve(
      Aci account, List<Bytes> usernameHashes, Instant now, Instant until) {
    if (usernameHashes.isEmpty() || usernameHashes.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException("one username is reserved, out of twenty at most");
    }
    return data.committed(() -> {
      Optional<Bytes> free =
          usernameHashes.stream()
              .filter(_ -> data.accounts.containsKey(account))
              .filter(name -> isFree(account, name, now))
              .findFirst();
      free.ifPresent(name -> keep(account, name, until));
      return free;
    });
  }

  boolean isFree(Aci account, Bytes name, Instant now) {
    return data.accounts.values().stream()
            .filter(other -> !other.aci().equals(account))
            .noneMatch(other -> other.usernameHash().equals(Optional.of(name)))
        && !isReservedForAnother(data, account, name, now);
  }

  static boolean isReservedForAnother(ModelData data, Aci account, Bytes name, Instant now) {
    return data.reservations.entrySet().stream()
        .filter(reserved -> !reserved.getKey().equals(account))
        .map(Map.Entry::getValue)
        .anyMatch(reserved -> reserved.usernameHash().equals(name) && !reserved.hasLapsed(now));
  }

  /// What has lapsed goes for what takes its place.
  void keep(Aci account, Bytes name, Instant until) {
    forget(data, account, name);
    data.reservations.put(account, new ModelData.Reservation(name, until));
  }

  static void forget(ModelData data, Aci account, Bytes name) {
    data.reservations.remove(account);
    data.reservations.values().removeIf(reserved -> reserved.usernameHash().equals(name));
  }

  @Override
  public Optional<Bytes> find(Aci account, Instant now) {
    return data.locked(() ->
        Optional.ofNullable(data.reservations.get(account))
            .filter(reserved -> !reserved.hasLapsed(now))
            .map(ModelData.Reservation::usernameHash));
  }

  @Override
  public int sweepLapsed(Instant now, int max) {
    return data.committed(() -> {
      List<Aci> lapsed =
          data.reservations.entrySet().stream()
              .filter(reserved -> reserved.getValue().hasLapsed(now))
              .map(Map.Entry::getKey)
              .limit(max)
              .toList();
      lapsed.forEach(data.reservations::remove);
      return lapsed.size();
    });
  }
}
