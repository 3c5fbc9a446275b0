package org.sealpost.storage.dynamo;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageUnavailable;

/// Profile versions that no index names any more: nobody finds them, and they are removed after the
/// commit that made them so, which notes the account in the registry; what is still noted goes when
/// an abandoned inbox has been emptied.
final class ProfileRemains {
  private static final int SOME = 10;

  private final Items items;

  ProfileRemains(Items items) {
    this.items = items;
  }

  /// Of the commit that makes them so.
  static Write note(Aci account) {
    return Write.put(Layout.forgottenProfiles(account));
  }

  /// Leaves them to [#removeForgotten] when the service does not answer: the commit is done.
  void removeIfPossible(Aci account) {
    try {
      remove(account);
    } catch (StorageUnavailable e) {
      // noted in the registry
    }
  }

  /// Of some accounts that are noted.
  void removeForgotten() {
    for (Item noted : items.list(Layout.forgottenProfiles().examining(SOME), SOME)) {
      remove(new Aci(Uuids.fromBytes(noted.sort().unsafeArray())));
    }
  }

  private void remove(Aci account) {
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
    CommitOutcome _ = items.commit(Write.delete(Layout.forgottenProfiles(account)));
  }

  private static boolean isOf(Bytes generation, Item body) {
    return body.sort().slice(1, 1 + DynamoProfileStore.GENERATION_BYTES).equals(generation);
  }
}
