package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.datakeys.KeyOwner.Rest;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// The contracts of `ProfileStore` and `DataKeyStore`.
public interface ProfileAndKeyContract extends StoreContract {
  @Test
  default void theFirstDataKeyStays() {
    List<WrappedKey> answers =
        Together.run(5, _ -> storage().dataKeys().putIfAbsent(Rest.REST, Samples.wrappedKey()));
    assertThat(answers.stream().distinct()).hasSize(1);
    store().reopen();
    assertThat(storage().dataKeys().find(Rest.REST)).contains(answers.getFirst());
  }

  @Test
  default void theVersionsWrittenLongestAgoGo() {
    SampleAccount owner = SampleAccount.create(store(), 1);
    Aci account = owner.record().aci();
    InboxId writer = owner.inbox(0);
    Bytes first = Samples.hash();
    Bytes second = Samples.hash();
    Bytes third = Samples.hash();
    storage().profiles().put(account, writer, first, Samples.bytes(5), 2);
    storage().profiles().put(account, writer, second, Samples.bytes(5), 2);
    Bytes replaced = Samples.bytes(6);
    storage().profiles().put(account, writer, first, replaced, 2);
    storage().profiles().put(account, writer, third, Samples.bytes(5), 2);
    store().reopen();
    assertThat(storage().profiles().find(account, first)).contains(replaced);
    assertThat(storage().profiles().find(account, second)).isEmpty();
    assertThat(storage().profiles().find(account, third)).isPresent();
    assertThat(storage().profiles().find(Samples.aci(), third)).isEmpty();
  }

  @Test
  default void aRetiredDeviceWritesNoProfile() {
    SampleAccount owner = SampleAccount.create(store(), 1);
    Aci account = owner.record().aci();
    Bytes version = Samples.hash();
    InboxId retired = owner.inbox(0);
    owner.update(new DeviceChanges(List.of(Samples.device()), List.of(retired), true));
    assertThat(storage().profiles().put(account, retired, version, Samples.bytes(5), 2)).isFalse();
    assertThat(storage().profiles().find(account, version)).isEmpty();
  }
}
