package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.datakeys.KeyOwner.Rest;
import org.sealpost.storage.datakeys.WrappedKey;

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
    Aci account = SampleAccount.create(store(), 1).record().aci();
    Bytes first = Samples.hash();
    Bytes second = Samples.hash();
    Bytes third = Samples.hash();
    storage().profiles().put(account, first, Samples.bytes(5), 2);
    storage().profiles().put(account, second, Samples.bytes(5), 2);
    Bytes replaced = Samples.bytes(6);
    storage().profiles().put(account, first, replaced, 2);
    storage().profiles().put(account, third, Samples.bytes(5), 2);
    store().reopen();
    assertThat(storage().profiles().find(account, first)).contains(replaced);
    assertThat(storage().profiles().find(account, second)).isEmpty();
    assertThat(storage().profiles().find(account, third)).isPresent();
    assertThat(storage().profiles().find(Samples.aci(), third)).isEmpty();
  }
}
