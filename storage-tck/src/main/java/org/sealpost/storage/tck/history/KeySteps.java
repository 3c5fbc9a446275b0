package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;

/// Data keys and the generations that wrap them.
final class KeySteps {
  private static final int ALL = 1_000;

  private final World world;
  private final Draws draws;

  KeySteps(World world) {
    this.world = world;
    this.draws = world.draws();
  }

  /// The rest's, or of an account that lives or was deleted.
  private KeyOwner owner() {
    if (draws.chance(0.2)) {
      return KeyOwner.Rest.REST;
    }
    AccountRecord account = world.someEnded(0.2).orElse(draws.oneOf(world.accounts()).record());
    return new KeyOwner.OfAccount(account.aci());
  }

  void look() {
    KeyOwner owner = owner();
    int generation = world.model().dataKeys().oldestGeneration() + draws.between(0, 3);
    world.agree(storage -> storage.dataKeys().find(owner));
    world.agree(storage -> storage.dataKeys().oldestGeneration());
    List<OwnedKey> all = world.model().dataKeys().wrappedBefore(generation, ALL);
    List<OwnedKey> told =
        world.askStore(storage -> storage.dataKeys().wrappedBefore(generation, ALL));
    assertThat(told).containsExactlyInAnyOrderElementsOf(all);
    int max = draws.between(1, 3);
    List<OwnedKey> some =
        world.askStore(storage -> storage.dataKeys().wrappedBefore(generation, max));
    assertThat(some).hasSize(Math.min(max, all.size()));
  }

  void putIfAbsent() {
    KeyOwner owner =
        draws.chance(0.5) ? KeyOwner.Rest.REST : new KeyOwner.OfAccount(new Aci(draws.uuid()));
    WrappedKey key = world.wrappedKey();
    world.agreeOrRetired(storage -> storage.dataKeys().putIfAbsent(owner, key));
  }

  void rewrap() {
    KeyOwner owner = owner();
    Optional<WrappedKey> kept = world.model().dataKeys().find(owner);
    WrappedKey known =
        kept.filter(_ -> draws.chance(0.9)).orElse(new WrappedKey(1, draws.bytes(40)));
    WrappedKey next = world.wrappedKey();
    world.agreeOrRetired(storage -> storage.dataKeys().rewrap(new OwnedKey(owner, known), next));
  }

  /// After all keys were wrapped anew, or before.
  void retire() {
    int generation = world.model().dataKeys().oldestGeneration() + draws.between(0, 1);
    if (draws.chance(0.6)) {
      for (OwnedKey old : world.model().dataKeys().wrappedBefore(generation, ALL)) {
        WrappedKey next = new WrappedKey(generation, draws.bytes(40));
        world.agree(storage -> storage.dataKeys().rewrap(old, next));
      }
    }
    List<AuditEntry> audit = draws.audit();
    world.agree(storage -> storage.dataKeys().retireBefore(generation, audit));
  }
}
