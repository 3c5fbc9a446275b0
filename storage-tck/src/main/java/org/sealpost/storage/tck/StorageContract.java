package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.Position;

/// What holds for a storage as a whole.
public interface StorageContract extends StoreContract {
  @Test
  default void theSettingsNameTheBackend() {
    assertThat(storage().settings()).containsKey("type");
  }

  @Test
  default void aClosedStoreIsUnavailable() {
    SampleAccount account = SampleAccount.create(store(), 1);
    storage().close();
    assertThatThrownBy(() -> account.append(account.entry(0, Samples.id())))
        .isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> account.read(0, Position.START))
        .isInstanceOf(StorageUnavailable.class);
  }

  @Test
  default void anInterruptedCallerStaysInterrupted() {
    SampleAccount account = SampleAccount.create(store(), 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> account.append(account.entry(0, Samples.id())))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
