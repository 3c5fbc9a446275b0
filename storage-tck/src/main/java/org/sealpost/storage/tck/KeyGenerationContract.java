package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.KeyOwner.Rest;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;

/// The contract of generations: every key that is kept is wrapped by one that is not retired.
public interface KeyGenerationContract extends StoreContract {
  private DataKeyStore keys() {
    return storage().dataKeys();
  }

  private static WrappedKey wrappedBy(int generation) {
    return new WrappedKey(generation, Samples.bytes(60));
  }

  private OwnedKey accountKey(int generation) {
    AccountRecord account = Samples.account();
    WrappedKey key = wrappedBy(generation);
    assertThat(storage().accounts().create(account, key, DeviceChanges.NONE, List.of()))
        .isEqualTo(CreateOutcome.CREATED);
    return new OwnedKey(new KeyOwner.OfAccount(account.aci()), key);
  }

  @Test
  default void keysOfEarlierGenerationsAreListed() {
    OwnedKey first = accountKey(1);
    OwnedKey second = accountKey(2);
    WrappedKey rest = keys().putIfAbsent(Rest.REST, wrappedBy(1));
    assertThat(rest).isNotNull();
    var _ = accountKey(3);
    assertThat(keys().wrappedBefore(1, 10)).isEmpty();
    assertThat(keys().wrappedBefore(2, 10))
        .containsExactlyInAnyOrder(first, new OwnedKey(Rest.REST, rest));
    assertThat(keys().wrappedBefore(3, 10))
        .containsExactlyInAnyOrder(first, second, new OwnedKey(Rest.REST, rest));
    assertThat(keys().wrappedBefore(3, 2)).hasSize(2);
  }

  @Test
  default void aKeyIsRewrappedOnceByWhoKnowsIt() {
    OwnedKey first = accountKey(1);
    WrappedKey next = wrappedBy(2);
    OwnedKey unknown = new OwnedKey(first.owner(), wrappedBy(1));
    assertThat(keys().rewrap(unknown, wrappedBy(2))).isFalse();
    assertThat(keys().find(first.owner())).contains(first.key());
    assertThat(keys().rewrap(first, next)).isTrue();
    assertThat(keys().rewrap(first, wrappedBy(2))).isFalse();
    store().reopen();
    assertThat(keys().find(first.owner())).contains(next);
    assertThat(keys().wrappedBefore(2, 10)).isEmpty();
  }

  @Test
  default void aDeletedAccountsKeyIsNotRewrapped() {
    SampleAccount account = SampleAccount.create(store(), 1);
    KeyOwner owner = new KeyOwner.OfAccount(account.record().aci());
    OwnedKey key = new OwnedKey(owner, keys().find(owner).orElseThrow());
    account.delete();
    assertThat(keys().rewrap(key, wrappedBy(2))).isFalse();
    assertThat(keys().find(owner)).isEmpty();
    assertThat(keys().wrappedBefore(9, 10)).isEmpty();
  }

  @Test
  default void aGenerationIsNotRetiredWhileAKeyIsLeft() {
    assertThat(keys().oldestGeneration()).isEqualTo(1);
    OwnedKey last = accountKey(1);
    assertThat(keys().retireBefore(1, List.of())).isTrue();
    assertThat(keys().retireBefore(2, Samples.audit(1))).isFalse();
    assertThat(keys().oldestGeneration()).isEqualTo(1);
    assertThat(storage().audit().pending(10)).isEmpty();
    var _ = keys().putIfAbsent(Rest.REST, wrappedBy(2));
    assertThat(keys().rewrap(last, wrappedBy(3))).isTrue();
    assertThat(keys().retireBefore(2, List.of())).isTrue();
    store().reopen();
    assertThat(keys().oldestGeneration()).isEqualTo(2);
    assertThat(keys().retireBefore(3, List.of())).isFalse();
  }

  @Test
  default void retiringWhatIsRetiredIsAuditedOnceMoreAndLowersNothing() {
    AuditEntry once = Samples.auditEntry();
    AuditEntry again = Samples.auditEntry();
    assertThat(keys().retireBefore(4, List.of(once))).isTrue();
    assertThat(keys().retireBefore(2, List.of(again))).isTrue();
    assertThat(keys().oldestGeneration()).isEqualTo(4);
    Outbox.awaitExactly(store(), List.of(once, again));
  }

  @Test
  default void aKeyOfARetiredGenerationIsRefusedAndNothingWritten() {
    OwnedKey present = accountKey(3);
    assertThat(keys().retireBefore(3, List.of())).isTrue();
    store().reopen();
    AccountRecord account = Samples.account();
    assertThatThrownBy(() ->
            storage()
                .accounts()
                .create(account, wrappedBy(2), DeviceChanges.NONE, Samples.audit(1)))
        .isInstanceOf(RetiredGeneration.class);
    assertThat(storage().accounts().find(account.aci())).isEmpty();
    assertThat(storage().accounts().findByNumber(account.numberHash())).isEmpty();
    assertThat(storage().audit().pending(10)).isEmpty();
    assertThat(keys().find(new KeyOwner.OfAccount(account.aci()))).isEmpty();
    assertThatThrownBy(() -> keys().putIfAbsent(Rest.REST, wrappedBy(1)))
        .isInstanceOf(RetiredGeneration.class);
    assertThat(keys().find(Rest.REST)).isEmpty();
    assertThatThrownBy(() -> keys().rewrap(present, wrappedBy(2)))
        .isInstanceOf(RetiredGeneration.class);
    assertThat(keys().find(present.owner())).contains(present.key());
    assertThat(storage().accounts().create(account, wrappedBy(3), DeviceChanges.NONE, List.of()))
        .isEqualTo(CreateOutcome.CREATED);
  }

  /// What is refused for another reason is refused for that.
  @Test
  default void whereAKeyWouldNotBeKeptItsGenerationDoesNotMatter() {
    SampleAccount account = SampleAccount.create(store(), 1);
    KeyOwner owner = new KeyOwner.OfAccount(account.record().aci());
    OwnedKey first = new OwnedKey(owner, keys().find(owner).orElseThrow());
    WrappedKey next = wrappedBy(2);
    assertThat(keys().rewrap(first, next)).isTrue();
    assertThat(keys().retireBefore(2, List.of())).isTrue();
    assertThat(
            storage()
                .accounts()
                .create(account.record(), wrappedBy(1), DeviceChanges.NONE, List.of()))
        .isEqualTo(CreateOutcome.TAKEN);
    assertThatCode(() -> assertThat(keys().putIfAbsent(owner, wrappedBy(1))).isEqualTo(next))
        .doesNotThrowAnyException();
    assertThatCode(() -> assertThat(keys().rewrap(first, wrappedBy(1))).isFalse())
        .doesNotThrowAnyException();
  }
}
