package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.prekeys.TakenKeys;

/// Promise 8: a one-time prekey is given out once. Repeated-use keys are never used up.
public interface PreKeyStoreContract extends StoreContract {
  /// "Oldest first as far as concurrency allows": any of so many oldest.
  int OLDEST = 8;

  private static PreKeyUpload oneTime(List<SealedPreKey> ec, List<SealedPreKey> kyber) {
    return new PreKeyUpload(ec, Optional.empty(), kyber, Optional.empty());
  }

  private TakenKeys take(PreKeyOwner owner) {
    return storage().preKeys().take(List.of(owner)).getFirst();
  }

  @Test
  default void oneTimeKeysAreTakenOldestFirstAndEachOnce() {
    PreKeyOwner owner = SampleAccount.create(store(), 1).keys(0);
    List<SealedPreKey> left = new ArrayList<>(Samples.preKeys(12));
    assertThat(storage().preKeys().publish(owner, oneTime(left, Samples.preKeys(2)))).isTrue();
    assertThat(storage().preKeys().count(owner)).isEqualTo(new PreKeyCount(12, 2));
    while (!left.isEmpty()) {
      SealedPreKey taken = take(owner).ecOneTime().orElseThrow();
      assertThat(left.indexOf(taken)).isBetween(0, OLDEST - 1);
      left.remove(taken);
    }
    assertThat(take(owner).ecOneTime()).isEmpty();
    assertThat(storage().preKeys().count(owner)).isEqualTo(new PreKeyCount(0, 0));
  }

  @Test
  default void underContentionEachKeyIsTakenOnce() {
    PreKeyOwner owner = SampleAccount.create(store(), 1).keys(0);
    List<SealedPreKey> ec = Samples.preKeys(20);
    List<SealedPreKey> kyber = Samples.preKeys(20);
    storage().preKeys().publish(owner, oneTime(ec, kyber));
    List<List<TakenKeys>> taken =
        Together.run(
            6,
            _ -> {
              List<TakenKeys> mine = new ArrayList<>();
              for (int i = 0; i < 5; i++) {
                mine.add(take(owner));
              }
              return mine;
            });
    List<TakenKeys> all = taken.stream().flatMap(List::stream).toList();
    assertThat(all.stream().flatMap(keys -> keys.ecOneTime().stream()))
        .containsExactlyInAnyOrderElementsOf(ec);
    assertThat(all.stream().flatMap(keys -> keys.kyberOneTime().stream()))
        .containsExactlyInAnyOrderElementsOf(kyber);
  }

  @Test
  default void aTakenKeyIsGoneAfterReopening() {
    PreKeyOwner owner = SampleAccount.create(store(), 1).keys(0);
    List<SealedPreKey> ec = Samples.preKeys(2);
    storage().preKeys().publish(owner, oneTime(ec, List.of()));
    SealedPreKey first = take(owner).ecOneTime().orElseThrow();
    store().reopen();
    assertThat(take(owner).ecOneTime().orElseThrow()).isNotEqualTo(first).isIn(ec);
    assertThat(take(owner).ecOneTime()).isEmpty();
  }

  @Test
  default void repeatedUseKeysAreNeverUsedUp() {
    PreKeyOwner owner = SampleAccount.create(store(), 1).keys(0);
    RepeatedUseKeys keys = storage().preKeys().repeatedUse(owner).orElseThrow();
    for (int i = 0; i < 3; i++) {
      assertThat(take(owner).repeatedUse()).isEqualTo(keys);
    }
  }

  @Test
  default void anUploadReplacesWhatItNamesAndLeavesTheRest() {
    PreKeyOwner owner = SampleAccount.create(store(), 1).keys(0);
    RepeatedUseKeys before = storage().preKeys().repeatedUse(owner).orElseThrow();
    storage().preKeys().publish(owner, oneTime(Samples.preKeys(3), Samples.preKeys(3)));
    List<SealedPreKey> replacing = Samples.preKeys(1);
    Bytes signed = Samples.bytes(60);
    storage()
        .preKeys()
        .publish(
            owner, new PreKeyUpload(replacing, Optional.of(signed), List.of(), Optional.empty()));
    assertThat(storage().preKeys().count(owner)).isEqualTo(new PreKeyCount(1, 3));
    TakenKeys taken = take(owner);
    assertThat(taken.ecOneTime()).contains(replacing.getFirst());
    assertThat(taken.repeatedUse()).isEqualTo(new RepeatedUseKeys(signed, before.lastResortKey()));
  }

  @Test
  default void identitiesHaveKeysOfTheirOwn() {
    SampleAccount account = SampleAccount.create(store(), 1);
    PreKeyOwner pni = new PreKeyOwner(account.inbox(0), IdentityType.PNI);
    storage().preKeys().publish(account.keys(0), oneTime(Samples.preKeys(2), List.of()));
    assertThat(storage().preKeys().count(pni)).isEqualTo(new PreKeyCount(0, 0));
    assertThat(take(pni).ecOneTime()).isEmpty();
    assertThat(storage().preKeys().count(account.keys(0))).isEqualTo(new PreKeyCount(2, 0));
  }

  @Test
  default void ownersThatAreNotThereAreLeftOut() {
    SampleAccount account = SampleAccount.create(store(), 2);
    PreKeyOwner nobody = new PreKeyOwner(Samples.inbox(), IdentityType.ACI);
    assertThat(storage().preKeys().publish(nobody, oneTime(Samples.preKeys(1), List.of())))
        .isFalse();
    assertThat(storage().preKeys().take(List.of(account.keys(1), nobody, account.keys(0))))
        .extracting(TakenKeys::owner)
        .containsExactly(account.keys(1), account.keys(0));
  }
}
