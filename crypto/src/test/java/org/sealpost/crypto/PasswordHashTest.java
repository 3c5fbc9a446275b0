package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void matchesItsPasswordAlone() {
    PasswordHash hash = PasswordHash.of("correct horse battery", random);

    assertThat(hash.matches("correct horse battery")).isTrue();
    assertThat(hash.matches("correct horse batterz")).isFalse();
    assertThat(hash.matches("")).isFalse();
  }

  @Test
  void isSaltedAndPrintsNothing() {
    PasswordHash one = PasswordHash.of("the same password", random);

    assertThat(one).isNotEqualTo(PasswordHash.of("the same password", random));
    assertThat(one).hasToString("PasswordHash[redacted]");
  }
}
