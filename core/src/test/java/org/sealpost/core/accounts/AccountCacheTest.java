package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;

/// What threads may do between the commit of a write and the moment they tell the cache of it.
class AccountCacheTest {
  @TempDir Path folder;
  private TestCore core;
  private Account first;
  private Account second;
  private Account third;

  @BeforeEach
  void open() {
    core = new TestCore(folder);
    first = new TestClient("+15550001111").register(core);
    second = withVersion(first, 2);
    third = withVersion(first, 3);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void aWriteIsRemembered() {
    AccountCache cache = new AccountCache(10);
    cache.written(second, cache.ticket(first.aci()));

    assertThat(cache.get(first.aci())).contains(second);
  }

  @Test
  void aWriteThatIsToldLateDoesNotComeBackAfterTheNewerOneHasLeft() {
    AccountCache cache = new AccountCache(10);
    long slow = cache.ticket(first.aci());
    long quick = cache.ticket(first.aci());
    cache.written(third, quick);
    cache.doubtful(first.aci());
    cache.written(second, slow);

    assertThat(cache.get(first.aci())).isEmpty();
  }

  @Test
  void aWriteThatIsToldLateDoesNotReplaceANewerOne() {
    AccountCache cache = new AccountCache(10);
    long slow = cache.ticket(first.aci());
    cache.read(third, cache.ticket(first.aci()));
    cache.written(second, slow);

    assertThat(cache.get(first.aci())).contains(third);
  }

  @Test
  void aReadThatAWriteHasOvertakenIsNotRemembered() {
    AccountCache cache = new AccountCache(10);
    long reading = cache.ticket(first.aci());
    cache.written(second, cache.ticket(first.aci()));
    cache.doubtful(first.aci());
    cache.read(first, reading);

    assertThat(cache.get(first.aci())).isEmpty();
  }

  @Test
  void itIsBounded() {
    AccountCache cache = new AccountCache(1);
    Account other = new TestClient("+15550002222").register(core);
    cache.read(first, cache.ticket(first.aci()));
    cache.read(other, cache.ticket(other.aci()));

    assertThat(cache.get(first.aci())).isEmpty();
    assertThat(cache.aciOf(first.pni())).isEmpty();
    assertThat(cache.aciOf(other.pni())).contains(other.aci());
  }

  @Test
  void anotherNumbersIdentityIsForgottenWithTheNumber() {
    AccountCache cache = new AccountCache(10);
    Account before = first;
    Account other = new TestClient("+15550002222").register(core);
    Account after =
        before
            .edit()
            .number(other.number(), other.pni(), other.pniIdentityKey())
            .build()
            .counted(2, before.devicesVersion());
    cache.read(before, cache.ticket(before.aci()));
    cache.written(after, cache.ticket(before.aci()));

    assertThat(cache.aciOf(before.pni())).isEmpty();
    assertThat(cache.aciOf(after.pni())).contains(before.aci());

    cache.read(other, cache.ticket(other.aci()));
    cache.doubtful(before.aci());
    assertThat(cache.aciOf(other.pni())).as("it is another account's by now").contains(other.aci());
  }

  private static Account withVersion(Account account, long version) {
    return account.counted(version, account.devicesVersion());
  }
}
