package org.sealpost.core.atrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.keys.FetchOutcome;
import org.sealpost.crypto.DataKey;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId;

/// Whoever can write to the database cannot make a value stand for another: every sealed column is
/// exchanged with its neighbour, and none opens where it was put (design section 7).
class MovedRowsTest {
  @TempDir Path folder;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient bob = new TestClient("+15550002222");
  private Account ofAlice;
  private String aliceSession;

  /// What a client asks of the server afterwards.
  interface Question {
    void ask(MovedRowsTest test, TestCore core);
  }

  @BeforeEach
  void fill() {
    try (TestCore core = new TestCore(folder)) {
      ofAlice = alice.register(core);
      Account ofBob = bob.register(core);
      core.linkDevice.link(alice.link(alice.linkCode(core, ofAlice)));
      for (IdentityType identity : IdentityType.values()) {
        core.publishPreKeys.publish(
            alice.primary(core, ofAlice), identity, alice.oneTimeKeys(identity, 1, 2, 2));
      }
      core.publishPreKeys.publish(
          bob.primary(core, ofBob), IdentityType.ACI, bob.oneTimeKeys(IdentityType.ACI, 1, 2, 2));
      aliceSession = core.sessions.open(alice.number, "192.0.2.1").id();
      core.sessions.open(bob.number, "192.0.2.1");
    }
  }

  static Stream<Arguments> moves() {
    Question find = (test, core) -> core.accounts.find(test.ofAlice.aci());
    Question fetchAci = (test, core) -> test.fetch(core, test.ofAlice.aci());
    Question fetchPni = (test, core) -> test.fetch(core, test.ofAlice.pni());
    Question session = (test, core) -> core.sessions.find(test.aliceSession);
    return Stream.of(
        Arguments.of("accounts", exchange("account", "document", "true"), find),
        Arguments.of("data keys", exchange("data_key", "wrapped", "owner <> 'rest'"), find),
        Arguments.of(
            "accounts with their data keys",
            exchange("account", "document", "true")
                + exchange("data_key", "wrapped", "owner <> 'rest'"),
            find),
        Arguments.of(
            "signed prekeys of the two identities",
            exchange("repeated_use_key", "signed_prekey", "inbox = 1"),
            fetchPni),
        Arguments.of(
            "last-resort keys of the two identities",
            exchange("repeated_use_key", "last_resort", "inbox = 1")
                + "delete from one_time_key where kind = 'KYBER';",
            fetchPni),
        Arguments.of(
            "signed prekeys of two devices",
            exchange("repeated_use_key", "signed_prekey", "identity = 'ACI' and inbox in (1, 3)"),
            fetchAci),
        Arguments.of(
            "a signed and a last-resort key",
            "update repeated_use_key set signed_prekey = last_resort where inbox = 1;",
            fetchAci),
        Arguments.of(
            "two one-time prekeys of a device",
            exchange("one_time_key", "sealed", "inbox = 1 and identity = 'ACI' and kind = 'EC'"),
            fetchAci),
        Arguments.of(
            "one-time prekeys of the two identities",
            exchange("one_time_key", "sealed", "inbox = 1 and kind = 'KYBER' and place = 0"),
            fetchPni),
        Arguments.of("verification sessions", exchange("session", "sealed", "true"), session));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moves")
  void whatWasMovedDoesNotOpen(String what, String sql, Question question) throws Exception {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("sealpost.db"));
        Statement statement = database.createStatement()) {
      for (String each : sql.split(";", -1)) {
        if (!each.isBlank()) {
          int changed = statement.executeUpdate(each);
          if (each.strip().startsWith("update")) {
            assertThat(changed).as(what).isPositive();
          }
        }
      }
    }

    try (TestCore core = TestCore.again(folder)) {
      assertThatThrownBy(() -> question.ask(this, core)).isInstanceOf(DataKey.DoesNotOpen.class);
    }
  }

  @Test
  void whereNothingWasMovedEverythingOpens() {
    try (TestCore core = TestCore.again(folder)) {
      assertThat(core.accounts.find(ofAlice.aci())).isPresent();
      assertThat(fetch(core, ofAlice.aci())).isInstanceOf(FetchOutcome.Fetched.class);
      assertThat(fetch(core, ofAlice.pni())).isInstanceOf(FetchOutcome.Fetched.class);
      assertThat(core.sessions.find(aliceSession)).isPresent();
    }
  }

  private FetchOutcome fetch(TestCore core, ServiceId target) {
    Account caller = core.accounts.findByNumber(bob.number).orElseThrow();
    return core.fetchPreKeys.fetch(
        Optional.of(bob.primary(core, caller)), Optional.empty(), target, OptionalInt.of(1));
  }

  /// Gives each of two rows the other's value.
  private static String exchange(String table, String column, String which) {
    return """
    create table before as select * from %1$s where %3$s;
    update %1$s set %2$s = (select %2$s from before where %2$s <> %1$s.%2$s) where %3$s;
    drop table before;
    """
        .formatted(table, column, which);
  }
}
