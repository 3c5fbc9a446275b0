package org.sealpost.client.prekeys;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ProtocolStore;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.json.KeyCount;
import org.sealpost.protocol.json.OneTimePreKey;
import org.sealpost.protocol.json.SetKeys;
import org.sealpost.protocol.json.SignedPreKey;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// Publishes 100 one-time prekeys of each kind when fewer than ten are left, and new repeated-use
/// keys every two days (wire interface, keys, section 3). Keys are stored here before they are
/// published, so that no message comes for a key that this device does not have.
public final class PreKeySupply {
  public static final int BATCH = 100;
  public static final int REFILL_BELOW = 10;
  private static final Duration ROTATE_AFTER = Duration.ofDays(2);

  /// Old repeated-use keys still open what was under way when they were replaced.
  private static final Duration KEEP_OLD = Duration.ofDays(30);

  private final ClientState state;
  private final Self self;
  private final Requests requests;
  private final Clock clock;

  public PreKeySupply(ClientState state, Self self, Requests requests, Clock clock) {
    this.state = state;
    this.self = self;
    this.requests = requests;
    this.clock = clock;
  }

  /// Asks what is left for both identities and publishes what is missing.
  public void refill() throws IOException {
    refill(IdentityType.ACI);
    refill(IdentityType.PNI);
  }

  private void refill(IdentityType identity) throws IOException {
    String path = "/v2/keys?identity=" + identity.name().toLowerCase(Locale.ROOT);
    Call ask = Call.get(path);
    KeyCount left = requests.identified(ask).orThrow(ask).json(KeyCount.class);
    boolean ec = left.count() < REFILL_BELOW;
    boolean kyber = left.pqCount() < REFILL_BELOW;
    Optional<RepeatedUseKeys> rotated = rotation(identity);
    if (!ec && !kyber && rotated.isEmpty()) {
      return;
    }
    Call publish = Call.json("PUT", path, prepare(identity, ec, kyber, rotated));
    var _ = requests.identified(publish).orThrow(publish);
  }

  private SetKeys prepare(
      IdentityType identity, boolean ec, boolean kyber, Optional<RepeatedUseKeys> rotated) {
    ProtocolStore store = state.protocol(self, identity);
    List<PreKeyRecord> fresh = ec ? PreKeys.oneTime(PreKeys.randomId(), BATCH) : List.of();
    List<KyberPreKeyRecord> freshKyber =
        kyber
            ? PreKeys.oneTimeKyber(
                store.getIdentityKeyPair(), PreKeys.randomId(), BATCH, clock.instant())
            : List.of();
    Instant oldest = clock.instant().minus(KEEP_OLD);
    state.transaction(() -> {
      store.storeOneTime(fresh, freshKyber);
      rotated.ifPresent(keys -> store.rotate(keys, oldest));
      return true;
    });
    List<OneTimePreKey> onWire = fresh.stream().map(PreKeys::onWire).toList();
    List<SignedPreKey> kyberOnWire = freshKyber.stream().map(PreKeys::onWire).toList();
    return new SetKeys(
        onWire,
        rotated.map(keys -> PreKeys.onWire(keys.signed())).orElse(null),
        kyberOnWire,
        rotated.map(keys -> PreKeys.onWire(keys.lastResort())).orElse(null));
  }

  private Optional<RepeatedUseKeys> rotation(IdentityType identity) {
    ProtocolStore store = state.protocol(self, identity);
    Instant newest =
        store.loadSignedPreKeys().stream()
            .map(SignedPreKeyRecord::getTimestamp)
            .max(Comparator.naturalOrder())
            .map(Instant::ofEpochMilli)
            .orElse(Instant.EPOCH);
    return newest.isBefore(clock.instant().minus(ROTATE_AFTER))
        ? Optional.of(RepeatedUseKeys.fresh(store.getIdentityKeyPair(), clock.instant()))
        : Optional.empty();
  }
}
