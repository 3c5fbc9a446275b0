package org.sealpost.client.number;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.content.Message;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.client.messages.SiblingMessages;
import org.sealpost.client.registration.Registration;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.NumberChangeBegun;
import org.sealpost.client.state.PniKeys;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.RegistrationLocked;
import org.sealpost.protocol.json.SignedPreKey;
import org.signal.libsignal.protocol.IdentityKeyPair;

/// Gives this account another number (wire interface, accounts and devices, section 9). What the
/// request needs is in the state before it is made, so that neither a lost answer nor a kill leaves
/// a device without the keys that the server knows of it: the next connection finds out. Safe for
/// any number of threads.
public final class ChangeNumber {
  private static final int TRIES = 4;
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);
  private static final Call WHO_AM_I = Call.get("/v1/accounts/whoami");

  private final ClientState state;
  private final Self self;
  private final Verifier verifier;
  private final Requests requests;
  private final SiblingMessages siblings;
  private final Clock clock;
  private final Runnable changed;
  private final ReentrantLock turn = new ReentrantLock();

  /// How a code becomes a session: [Registration#verify].
  public interface Verifier {
    Registration.Verification verify(PhoneNumber number, String code) throws IOException;
  }

  /// For a device at work.
  ///
  /// @param changed is told that there is another number, and no one-time prekey under it
  public ChangeNumber(
      ClientState state,
      Self self,
      Verifier verifier,
      Requests requests,
      SiblingMessages siblings,
      Clock clock,
      Runnable changed) {
    this.state = state;
    this.self = self;
    this.verifier = verifier;
    this.requests = requests;
    this.siblings = siblings;
    this.clock = clock;
    this.changed = changed;
  }

  /// Goes the whole way, or as far as the server lets it. A code is used up by then: asked for the
  /// same number again, this goes on with what the code led to.
  ///
  /// @param lock of the account that has the number, if there is one
  public NumberOutcome change(
      PhoneNumber number, RegistrationProof proof, Optional<SecretBytes> lock) throws IOException {
    if (!self.address().isPrimary()) {
      return new NumberOutcome.NotPrimary();
    }
    turn.lock();
    try {
      var _ = resume();
      if (present().number().equals(number)) {
        return new NumberOutcome.Changed(number);
      }
      Optional<NumberChangeBegun> kept =
          state.begun().numberChange().filter(begun -> begun.number().equals(number));
      if (proof instanceof RegistrationProof.Code
          && kept.isPresent()
          && kept.get().proof() instanceof RegistrationProof.VerifiedSession session) {
        NumberOutcome outcome = begin(number, kept, session, lock);
        if (!isRefused(outcome)) {
          return outcome;
        }
        // The session is over: there is the code.
        kept = Optional.empty();
      }
      return begin(number, kept, proof, lock);
    } finally {
      turn.unlock();
    }
  }

  private static boolean isRefused(NumberOutcome outcome) {
    return outcome instanceof NumberOutcome.NotTaken(RegistrationOutcome.Refused _);
  }

  private NumberOutcome begin(
      PhoneNumber number,
      Optional<NumberChangeBegun> kept,
      RegistrationProof proof,
      Optional<SecretBytes> lock)
      throws IOException {
    if (proof instanceof RegistrationProof.Code(var code)) {
      Registration.Verification verified = verifier.verify(number, code);
      return verified.refused().isPresent()
          ? new NumberOutcome.NotTaken(verified.refused().get())
          : begin(number, kept, new RegistrationProof.VerifiedSession(verified.session()), lock);
    }
    return finish(
        kept.map(begun -> begun.with(proof, lock))
            .orElseGet(() ->
                new NumberChangeBegun(number, proof, lock, IdentityKeyPair.generate(), Map.of())));
  }

  /// Finds out how a change ended of which this device does not know, and ends it: empty when there
  /// is none, or when the server did not make it.
  public Optional<NumberOutcome> resume() throws IOException {
    turn.lock();
    try {
      Optional<NumberChangeBegun> begun = state.begun().numberChange();
      if (begun.isEmpty()) {
        return Optional.empty();
      }
      AccountIdentity known =
          requests.identified(WHO_AM_I).orThrow(WHO_AM_I).json(AccountIdentity.class);
      return begun.get().number().e164().equals(known.number())
          ? Optional.of(finish(begun.get()))
          : Optional.empty();
    } finally {
      turn.unlock();
    }
  }

  private NumberOutcome finish(NumberChangeBegun begun) throws IOException {
    NumberChangeBegun next = begun;
    for (int tries = 0; tries < TRIES; tries++) {
      next = forPresentDevices(next);
      state.begun().save(next);
      Reply reply =
          requests.untilAnswered(Call.json("PUT", "/v2/accounts/number", request(next)), false);
      switch (reply.status()) {
        case 200 -> {
          take(next, reply.json(AccountIdentity.class));
          return new NumberOutcome.Changed(next.number());
        }
        case 409, 410 -> {
          if (siblings.meet(reply).isPresent()) {
            return new NumberOutcome.DevicesNotMet();
          }
        }
        default -> {
          return new NumberOutcome.NotTaken(refused(next, reply));
        }
      }
    }
    return new NumberOutcome.DevicesNotMet();
  }

  /// Keys for the devices that there are; those made before stay.
  private NumberChangeBegun forPresentDevices(NumberChangeBegun begun) {
    Set<Integer> devices = siblings.devices();
    devices.add(DeviceAddress.PRIMARY);
    Map<Integer, PniKeys> keys = new TreeMap<>();
    for (int device : devices) {
      PniKeys made = begun.devices().get(device);
      keys.put(
          device,
          made == null
              ? new PniKeys(
                  RepeatedUseKeys.fresh(begun.identity(), clock.instant()),
                  DeviceKeys.randomRegistrationId())
              : made);
    }
    return begun.with(keys);
  }

  private org.sealpost.protocol.json.ChangeNumber request(NumberChangeBegun begun) {
    Map<Integer, Message> news = new TreeMap<>();
    Map<Integer, @Nullable SignedPreKey> signed = new HashMap<>();
    Map<Integer, @Nullable SignedPreKey> lastResort = new HashMap<>();
    Map<Integer, @Nullable Integer> ids = new HashMap<>();
    begun
        .devices()
        .forEach((device, keys) -> {
          signed.put(device, PreKeys.onWire(keys.keys().signed()));
          lastResort.put(device, PreKeys.onWire(keys.keys().lastResort()));
          ids.put(device, keys.registrationId());
          if (device != DeviceAddress.PRIMARY) {
            news.put(device, SiblingMessages.numberChange(begun.number(), begun.identity(), keys));
          }
        });
    return new org.sealpost.protocol.json.ChangeNumber(
        begun.proof() instanceof RegistrationProof.VerifiedSession(var id) ? id : null,
        begun.proof() instanceof RegistrationProof.RecoveryPassword(var password)
            ? Bytes.copyOf(password.reveal())
            : null,
        begun.number().e164(),
        begun.lock().map(lock -> HexFormat.of().formatHex(lock.reveal())).orElse(null),
        Bytes.wrap(begun.identity().getPublicKey().serialize()),
        siblings.encrypt(news),
        signed,
        lastResort,
        ids);
  }

  private void take(NumberChangeBegun begun, AccountIdentity identity) {
    PniKeys own = begun.devices().get(DeviceAddress.PRIMARY);
    if (own == null) {
      throw new IllegalStateException("this device was left out");
    }
    state.takeNumber(begun.number(), new ServiceId.Pni(identity.pni()), begun.identity(), own);
    changed.run();
  }

  /// What was shown is kept where it may still do: then the lock is found, or the server is asked
  /// later.
  private RegistrationOutcome refused(NumberChangeBegun begun, Reply reply) throws IOException {
    return switch (reply.status()) {
      case 423 ->
          new RegistrationOutcome.Locked(
              Duration.ofMillis(reply.json(RegistrationLocked.class).timeRemaining()),
              begun.proof());
      case 429, 503 -> new RegistrationOutcome.TryLater(reply.retryAfter().orElse(DEFAULT_WAIT));
      case 403 -> {
        state.begun().dropNumberChange();
        yield begun.proof() instanceof RegistrationProof.RecoveryPassword
            ? new RegistrationOutcome.WrongRecoveryPassword()
            : new RegistrationOutcome.Refused(403);
      }
      default -> {
        if (reply.status() < 500) {
          state.begun().dropNumberChange();
        }
        yield new RegistrationOutcome.Refused(reply.status());
      }
    };
  }

  private Self present() {
    return state.self().orElse(self);
  }
}
