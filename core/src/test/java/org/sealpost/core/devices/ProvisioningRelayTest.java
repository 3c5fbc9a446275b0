package org.sealpost.core.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.core.devices.ProvisioningRelay.Listening;
import org.sealpost.protocol.Bytes;

class ProvisioningRelayTest {
  private static final Bytes MESSAGE = Bytes.wrap(new byte[] {1, 2, 3});

  private final ProvisioningRelay relay = new ProvisioningRelay(2, new SecureRandom());
  private final List<Bytes> received = new ArrayList<>();

  @Test
  void relaysOneMessageToTheAddress() {
    Listening listening = relay.listen(received::add).orElseThrow();

    assertThat(listening.address()).matches("[A-Za-z0-9_-]{22}");
    assertThat(relay.deliver("nobody", MESSAGE)).isFalse();
    assertThat(relay.deliver(listening.address(), MESSAGE)).isTrue();
    assertThat(relay.deliver(listening.address(), MESSAGE)).isFalse();
    assertThat(received).containsExactly(MESSAGE);
  }

  @Test
  void nobodyIsThereAfterTheSocketIsClosed() {
    Listening listening = relay.listen(received::add).orElseThrow();
    listening.close();

    assertThat(relay.deliver(listening.address(), MESSAGE)).isFalse();
    assertThat(received).isEmpty();
  }

  @Test
  void placesAreBoundedAndGivenBackOnce() {
    Listening first = relay.listen(received::add).orElseThrow();
    assertThat(relay.listen(received::add)).isPresent();
    assertThat(relay.listen(received::add)).isEmpty();

    first.close();
    first.close();

    assertThat(relay.listen(received::add)).isPresent();
    assertThat(relay.listen(received::add)).isEmpty();
  }
}
