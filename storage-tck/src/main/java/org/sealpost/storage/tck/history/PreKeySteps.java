package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.TakenKeys;
import org.sealpost.storage.tck.PreKeyStoreContract;

/// Prekeys. Which of the oldest is handed out is the store's choice, and the model follows it.
final class PreKeySteps {
  private final World world;
  private final Draws draws;

  PreKeySteps(World world) {
    this.world = world;
    this.draws = world.draws();
  }

  private PreKeyOwner owner() {
    InboxId inbox = world.someInbox();
    IdentityType identity = draws.oneOf(List.of(IdentityType.values()));
    int set = identity == IdentityType.PNI ? world.pniKeySet(inbox) : 0;
    return new PreKeyOwner(inbox, identity, draws.chance(0.05) ? draws.between(0, 2) : set);
  }

  void publish() {
    PreKeyOwner owner = owner();
    PreKeyUpload upload =
        new PreKeyUpload(draws.preKeys(some(12)), maybeKey(), draws.preKeys(some(12)), maybeKey());
    world.agree(storage -> storage.preKeys().publish(owner, upload));
  }

  private int some(int most) {
    return draws.chance(0.5) ? 0 : draws.between(1, most);
  }

  private Optional<Bytes> maybeKey() {
    return draws.chance(0.5) ? Optional.empty() : Optional.of(draws.bytes(50));
  }

  void take() {
    List<PreKeyOwner> owners =
        IntStream.rangeClosed(1, draws.between(1, 4)).mapToObj(_ -> owner()).toList();
    var answers = world.ask(storage -> storage.preKeys().take(owners), _ -> List.<TakenKeys>of());
    if (answers.isLost()) {
      owners.forEach(this::replaceAll);
    } else {
      follow(owners, answers.store().orElseThrow());
    }
  }

  private void follow(List<PreKeyOwner> owners, List<TakenKeys> taken) {
    List<PreKeyOwner> there =
        owners.stream()
            .filter(owner -> world.model().preKeys().repeatedUse(owner).isPresent())
            .toList();
    assertThat(taken).extracting(TakenKeys::owner).containsExactlyElementsOf(there);
    for (TakenKeys keys : taken) {
      assertThat(world.model().handsOut(keys, PreKeyStoreContract.OLDEST))
          .as("what was handed out is among the oldest that were left")
          .isTrue();
    }
  }

  /// Nobody knows which keys are gone.
  private void replaceAll(PreKeyOwner owner) {
    PreKeyUpload upload =
        new PreKeyUpload(draws.preKeys(3), Optional.empty(), draws.preKeys(3), Optional.empty());
    boolean published = world.askStore(storage -> storage.preKeys().publish(owner, upload));
    assertThat(published).isEqualTo(world.model().preKeys().publish(owner, upload));
  }

  void look() {
    PreKeyOwner owner = owner();
    world.agree(storage -> storage.preKeys().count(owner));
    world.agree(storage -> storage.preKeys().repeatedUse(owner));
  }
}
