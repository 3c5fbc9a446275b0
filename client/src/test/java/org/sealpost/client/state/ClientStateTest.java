package org.sealpost.client.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.state.IdentityKeyStore;
import org.signal.libsignal.protocol.state.SessionRecord;

class ClientStateTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final ServiceId.Aci PEER = new ServiceId.Aci(new UUID(1, 2));

  @TempDir private Path folder;

  private static Self self(DeviceKeys keys) {
    return new Self(
        new DeviceAddress(new ServiceId.Aci(new UUID(3, 4)), 2),
        new ServiceId.Pni(new UUID(5, 6)),
        new PhoneNumber("+15550001111"),
        "secret",
        keys.registrationId(),
        keys.pniRegistrationId(),
        keys.aciIdentity(),
        keys.pniIdentity(),
        SecretBytes.wrap(new byte[32]));
  }

  private static Self begin(ClientState state) {
    DeviceKeys keys = DeviceKeys.fresh(NOW);
    Self self = self(keys);
    state.begin(self, keys.aci(), keys.pni());
    return self;
  }

  @Test
  void anAccountIsRememberedAcrossRestarts() throws IOException {
    Path file = folder.resolve("state.db");
    DeviceKeys keys = DeviceKeys.fresh(NOW);
    Self self = self(keys);
    try (ClientState state = ClientState.open(file)) {
      assertThat(state.self()).isEmpty();
      state.begin(self, keys.aci(), keys.pni());
      state.arrived("MESSAGE", PEER.text(), 1, 7, true, new byte[] {1});
      state.receiptDue(PEER, ReceiptKind.DELIVERED, 7);
    }
    try (ClientState state = ClientState.open(file)) {
      Self read = state.self().orElseThrow();
      assertThat(read.address()).isEqualTo(self.address());
      assertThat(read.pni()).isEqualTo(self.pni());
      assertThat(read.number()).isEqualTo(self.number());
      assertThat(read.credentials()).isEqualTo(self.credentials());
      assertThat(read.credentials().username()).isEqualTo(self.aci().text() + ".2");
      assertThat(read.aciIdentity().serialize()).isEqualTo(self.aciIdentity().serialize());
      assertThat(read.profileKey()).isEqualTo(self.profileKey());
      for (IdentityType identity : IdentityType.values()) {
        ProtocolStore store = state.protocol(read, identity);
        assertThat(store.loadSignedPreKeys()).hasSize(1);
        assertThat(store.loadKyberPreKeys()).hasSize(1);
      }
      assertThat(state.unhandled(10)).hasSize(1);
      assertThat(state.receiptsDue(ReceiptKind.DELIVERED, 10)).isEqualTo(Map.of(PEER, List.of(7L)));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void oneClientAtATime() throws IOException {
    Path file = folder.resolve("state.db");
    try (ClientState _ = ClientState.open(file)) {
      assertThatThrownBy(() -> ClientState.open(file).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is another client using it?");
    }
  }

  @Test
  void aTransactionIsAllOrNothing() {
    try (ClientState state = ClientState.inMemory()) {
      assertThatThrownBy(() ->
              state.transaction(() -> {
                state.arrived("MESSAGE", PEER.text(), 1, 7, false, new byte[] {1});
                throw new IllegalStateException("broken");
              }))
          .hasMessage("broken");
      assertThat(state.unhandled(10)).isEmpty();
    }
  }

  @Test
  void aFailureThatSomebodySwallowedStillFailsTheTransaction() {
    try (Database database = Database.inMemory()) {
      assertThatThrownBy(() ->
              database.transaction(() -> {
                database.write("insert into receipt_owed values ('peer', 'READ', 1)");
                try {
                  database.write("insert into no_such_table values (1)");
                } catch (StateUnavailable e) {
                  // As libsignal might, which stands between.
                }
                return true;
              }))
          .isInstanceOf(StateUnavailable.class);
      assertThat(database.all("select 1 from receipt_owed", row -> row.getInt(1))).isEmpty();
      assertThat(database.write("insert into receipt_owed values ('peer', 'READ', 2)"))
          .isEqualTo(1);
    }
  }

  @Test
  void anAttemptThatFailsLeavesTheRestOfItsTransaction() {
    try (ClientState state = ClientState.inMemory()) {
      boolean committed =
          state.transaction(() -> {
            state.arrived("MESSAGE", PEER.text(), 1, 1, false, new byte[] {1});
            try {
              boolean _ =
                  state.attempt(() -> {
                    state.arrived("MESSAGE", PEER.text(), 1, 2, false, new byte[] {2});
                    throw new IOException("undo");
                  });
            } catch (IOException e) {
              state.arrived("MESSAGE", PEER.text(), 1, 3, false, new byte[] {3});
            }
            return true;
          });

      assertThat(committed).isTrue();
      assertThat(state.unhandled(10)).extracting(Arrived::serverTime).containsExactly(1L, 3L);
    }
  }

  @Test
  void whatArrivedIsHandledInOrderAndForgotten() {
    try (ClientState state = ClientState.inMemory()) {
      for (int i = 1; i <= 5; i++) {
        state.arrived("MESSAGE", PEER.text(), 1, i, false, new byte[] {(byte) i});
      }
      List<Arrived> first = state.unhandled(2);
      assertThat(first).extracting(Arrived::serverTime).containsExactly(1L, 2L);
      first.forEach(arrived -> state.handled(arrived.position()));

      assertThat(state.unhandled(10)).extracting(Arrived::serverTime).containsExactly(3L, 4L, 5L);
    }
  }

  @Test
  void aChangedIdentityIsRefusedForSendingAndReportedOnce() {
    try (ClientState state = ClientState.inMemory()) {
      ProtocolStore store = state.protocol(begin(state), IdentityType.ACI);
      SignalProtocolAddress address = new SignalProtocolAddress(PEER.text(), 1);
      var first = IdentityKeyPair.generate().getPublicKey();
      var second = IdentityKeyPair.generate().getPublicKey();

      assertThat(store.saveIdentity(address, first))
          .isEqualTo(IdentityKeyStore.IdentityChange.NEW_OR_UNCHANGED);
      assertThat(store.isTrustedIdentity(address, second, IdentityKeyStore.Direction.SENDING))
          .isFalse();
      assertThat(state.peers().takeIdentityChange(PEER)).isFalse();

      assertThat(store.saveIdentity(address, second))
          .isEqualTo(IdentityKeyStore.IdentityChange.REPLACED_EXISTING);
      assertThat(state.peers().takeIdentityChange(PEER)).isTrue();
      assertThat(state.peers().takeIdentityChange(PEER)).isFalse();

      state.peers().forgetIdentity(PEER);
      assertThat(store.isTrustedIdentity(address, first, IdentityKeyStore.Direction.SENDING))
          .isTrue();
    }
  }

  @Test
  void aLastResortKeyStaysAndRefusesARepeat() throws Exception {
    try (ClientState state = ClientState.inMemory()) {
      Self self = begin(state);
      ProtocolStore store = state.protocol(self, IdentityType.ACI);
      int lastResort = store.loadKyberPreKeys().getFirst().getId();
      var oneTime = PreKeys.kyber(self.aciIdentity(), PreKeys.idAfter(lastResort, 1), NOW);
      store.storeOneTime(List.of(), List.of(oneTime));
      var baseKey = ECKeyPair.generate().getPublicKey();

      store.markKyberPreKeyUsed(oneTime.getId(), 1, baseKey);
      assertThat(store.containsKyberPreKey(oneTime.getId())).isFalse();

      store.markKyberPreKeyUsed(lastResort, 1, baseKey);
      assertThat(store.containsKyberPreKey(lastResort)).isTrue();
      assertThatThrownBy(() -> store.markKyberPreKeyUsed(lastResort, 1, baseKey))
          .isInstanceOf(ReusedBaseKeyException.class);
    }
  }

  @Test
  void unusedOneTimeKeysDoNotPileUp() {
    try (ClientState state = ClientState.inMemory()) {
      ProtocolStore store = state.protocol(begin(state), IdentityType.ACI);
      for (int batch = 0; batch < 12; batch++) {
        store.storeOneTime(PreKeys.oneTime(1 + batch * 100, 100), List.of());
      }
      assertThat(store.containsPreKey(200)).isFalse();
      assertThat(store.containsPreKey(201)).isTrue();
      assertThat(store.containsPreKey(1200)).isTrue();
    }
  }

  @Test
  void aProfileKeyThatTheServerRefusedWaitsForANewOne() {
    try (ClientState state = ClientState.inMemory()) {
      var key = Bytes.wrap(new byte[32]);
      state.peers().saveProfileKey(PEER, key);
      assertThat(state.peers().profileKey(PEER)).hasValue(key);

      state.peers().sealedRefused(PEER);
      state.peers().saveProfileKey(PEER, key);
      assertThat(state.peers().profileKey(PEER)).isEmpty();

      var other = Bytes.wrap(new byte[] {1});
      state.peers().saveProfileKey(PEER, other);
      assertThat(state.peers().profileKey(PEER)).hasValue(other);
    }
  }

  @Test
  void sessionsAreKeptForEachDeviceAndIdentity() {
    try (ClientState state = ClientState.inMemory()) {
      Self self = begin(state);
      ProtocolStore aci = state.protocol(self, IdentityType.ACI);
      for (int device : List.of(1, 3, 2)) {
        aci.storeSession(new SignalProtocolAddress(PEER.text(), device), new SessionRecord());
      }
      assertThat(aci.devicesWithSession(PEER.text())).containsExactly(1, 2, 3);
      assertThat(aci.getSubDeviceSessions(PEER.text())).containsExactly(2, 3);
      assertThat(state.protocol(self, IdentityType.PNI).devicesWithSession(PEER.text())).isEmpty();
      aci.deleteSession(new SignalProtocolAddress(PEER.text(), 3));
      assertThat(aci.devicesWithSession(PEER.text())).containsExactly(1, 2);
      aci.deleteAllSessions(PEER.text());
      assertThat(aci.devicesWithSession(PEER.text())).isEmpty();
    }
  }

  /// A file of the first version, as people have it.
  @Test
  void anOlderFileIsBroughtUpToDateAndANewerOneRefused() throws Exception {
    Path file = folder.resolve("old.db");
    try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = old.createStatement()) {
      for (String table : Schema.TABLES) {
        sql.execute(table);
      }
      sql.execute("insert into receipt_due values ('" + PEER.text() + "', 7)");
      sql.execute(
          "insert into arrived (kind, author, device, server_time, sealed, body)"
              + " values ('GAP', '', 0, 0, 0, x'31')");
    }
    for (int opened = 0; opened < 2; opened++) {
      try (ClientState state = ClientState.open(file)) {
        assertThat(state.receiptsDue(ReceiptKind.DELIVERED, 10))
            .isEqualTo(Map.of(PEER, List.of(7L)));
        assertThat(state.unhandled(10)).hasSize(1);
      }
    }
    try (Connection newer = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = newer.createStatement()) {
      sql.execute("pragma user_version=99");
    }
    assertThatThrownBy(() -> ClientState.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer version");
  }
}
