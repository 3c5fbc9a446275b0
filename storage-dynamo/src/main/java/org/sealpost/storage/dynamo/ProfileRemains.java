package org.sealpost.storage.dynamo;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Profile versions that no index names any more: nobody finds them, and they are removed after the
/// commit that made them so, or with the account's next abandoned inbox.
final class ProfileRemains {
  private final Items items;

  ProfileRemains(Items items) {
    this.items = items;
  }

  void remove(Aci account) {
    List<Item> bodies = items.list(Layout.profiles(account).only("k, s"), Integer.MAX_VALUE);
    // The index is read behind them: a version that was written meanwhile is of its generation.
    Optional<Bytes> living =
        items
            .get(Layout.profileIndex(account))
            .map(index -> index.bytes(DynamoProfileStore.GENERATION));
    items.writeAll(
        bodies.stream()
            .filter(body -> living.isEmpty() || !isOf(living.get(), body))
            .map(body -> Write.delete(body.key(Table.ACCOUNTS)))
            .toList());
  }

  private static boolean isOf(Bytes generation, Item body) {
    return body.sort().slice(1, 1 + DynamoProfileStore.GENERATION_BYTES).equals(generation);
  }
}
