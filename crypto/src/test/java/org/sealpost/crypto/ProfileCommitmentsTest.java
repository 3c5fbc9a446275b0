package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;

class ProfileCommitmentsTest {
  private final NativeCalls calls = new NativeCalls(1);
  private final ProfileCommitments commitments = new ProfileCommitments(calls);

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void tellsCommitmentsFromOtherBytes() throws Exception {
    byte[] real =
        new ProfileKey(new byte[32])
            .getCommitment(new ServiceId.Aci(UUID.randomUUID()))
            .serialize();
    byte[] noise = new byte[97];
    Arrays.fill(noise, (byte) 0xFF);

    assertThat(commitments.isCommitment(Bytes.wrap(real))).isTrue();
    assertThat(commitments.isCommitment(Bytes.wrap(noise))).isFalse();
    assertThat(commitments.isCommitment(Bytes.wrap(real).slice(0, 96))).isFalse();
    assertThat(commitments.isCommitment(Bytes.EMPTY)).isFalse();
  }
}
