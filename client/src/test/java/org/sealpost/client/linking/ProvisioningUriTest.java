package org.sealpost.client.linking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.signal.libsignal.protocol.ecc.ECKeyPair;

class ProvisioningUriTest {
  @Test
  void whatIsShownCanBeRead() {
    ProvisioningUri uri = new ProvisioningUri("a_B-c==", ECKeyPair.generate().getPublicKey());

    assertThat(uri.text()).startsWith("sgnl://linkdevice?uuid=a_B-c%3D%3D&pub_key=");
    assertThat(ProvisioningUri.parse(uri.text())).hasValue(uri);
    assertThat(ProvisioningUri.parse(uri.text() + "&capabilities=x")).hasValue(uri);
  }

  @Test
  void otherTextIsNotOne() {
    assertThat(ProvisioningUri.parse("https://example.org")).isEmpty();
    assertThat(ProvisioningUri.parse("sgnl://linkdevice?uuid=a")).isEmpty();
    assertThat(ProvisioningUri.parse("sgnl://linkdevice?uuid=a&pub_key=AAAA")).isEmpty();
    assertThat(ProvisioningUri.parse("sgnl://linkdevice?uuid=a&pub_key=%")).isEmpty();
  }
}
