package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.Position;

/// What holds for a storage as a whole.
public interface StorageContract extends StoreContract {
  @Test
  default void theSettingsNameTheBackend() {
    assertThat(storage().settings()).containsKey("type");
  }

  /// At once: it is not busy, and nothing is worth waiting for.
  @Test
  default void aClosedStoreIsUnavailable() {
    SampleAccount account = SampleAccount.create(store(), 1);
    storage().close();
    assertThatThrownBy(() -> account.append(account.entry(0, Samples.id())))
        .isInstanceOf(StorageUnavailable.class)
        .isNotInstanceOf(StorageBusy.class);
    assertThatThrownBy(() -> account.read(0, Position.START))
        .isInstanceOf(StorageUnavailable.class)
        .isNotInstanceOf(StorageBusy.class);
  }

  /// Whether it has its answer already or does not wait for it; what it asked for may have
  /// happened.
  @Test
  default void anInterruptedCallerStaysInterrupted() {
    SampleAccount account = SampleAccount.create(store(), 1);
    Thread.currentThread().interrupt();
    Throwable failure = catchThrowable(() -> account.append(account.entry(0, Samples.id())));
    assertThat(Thread.interrupted()).isTrue();
    if (failure != null) {
      assertThat(failure).isInstanceOf(StorageUnavailable.class);
    }
    account.stored(account.entry(0, Samples.id()));
  }
}
