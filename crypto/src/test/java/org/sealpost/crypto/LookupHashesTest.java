package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;

class LookupHashesTest {
  private static final PhoneNumber NUMBER = new PhoneNumber("+15550001111");

  private final LookupHashes hashes = new LookupHashes(key(1), key(2));

  @Test
  void theSameTextHasAnotherHashForEachPurposeAndKey() {
    assertThat(
            List.of(
                hashes.number(NUMBER),
                hashes.session(NUMBER.e164()),
                hashes.clientAddress(NUMBER.e164()),
                hashes.inviteCode(NUMBER, ""),
                new LookupHashes(key(3), key(2)).number(NUMBER)))
        .doesNotHaveDuplicates()
        .allSatisfy(hash -> assertThat(hash.size()).isEqualTo(32));
  }

  @Test
  void aCodeBelongsToItsNumberAndAVersionToItsAccount() {
    Aci alice = new Aci(new UUID(1, 1));
    Aci bob = new Aci(new UUID(2, 2));

    assertThat(hashes.inviteCode(NUMBER, "0123456789"))
        .isNotEqualTo(hashes.inviteCode(new PhoneNumber("+15550001112"), "0123456789"));
    assertThat(hashes.profileVersion(alice, "v")).isNotEqualTo(hashes.profileVersion(bob, "v"));
  }

  @Test
  void aNumberHasOneIdentityForEver() {
    Pni pni = hashes.numberIdentity(NUMBER);

    assertThat(pni).isEqualTo(new LookupHashes(key(9), key(2)).numberIdentity(NUMBER));
    assertThat(pni).isNotEqualTo(new LookupHashes(key(1), key(3)).numberIdentity(NUMBER));
    assertThat(pni.uuid().version()).isEqualTo(4);
    assertThat(pni.uuid().variant()).isEqualTo(2);
  }

  @Test
  void partsOfAMacDoNotRunIntoEachOther() {
    MacKey key = key(1);

    assertThat(key.mac("l", new byte[] {1, 2}, new byte[] {3}))
        .isNotEqualTo(key.mac("l", new byte[] {1}, new byte[] {2, 3}))
        .isNotEqualTo(key.mac("l", new byte[] {1, 2, 3}));
  }

  private static MacKey key(int first) {
    byte[] bytes = new byte[MacKey.KEY_BYTES];
    bytes[0] = (byte) first;
    return new MacKey(SecretBytes.wrap(bytes));
  }
}
