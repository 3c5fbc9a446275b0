package org.sealpost.client.messages;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.SendResult;
import org.sealpost.protocol.json.StaleDevices;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.UntrustedIdentityException;

/// Sends one content to all devices of an account. When the server names other devices (409) or
/// other registrations (410), sessions are put right and the send is repeated, at most four tries
/// in all (wire interface, messages and websocket, B2). Sends to one recipient go one after the
/// other, so they keep their order; safe for any number of threads.
public final class Sender {
  private static final int TRIES = 4;
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

  private final ClientState state;
  private final DeviceCipher cipher;
  private final Self self;
  private final Requests requests;
  private final Sessions sessions;
  private final SealedAccess sealed;
  private final Map<ServiceId, ReentrantLock> turns = new ConcurrentHashMap<>();

  public Sender(ClientState state, Self self, DeviceCipher cipher, Requests requests, Clock clock) {
    this.state = state;
    this.cipher = cipher;
    this.self = self;
    this.requests = requests;
    this.sessions = new Sessions(state, self, cipher, requests);
    this.sealed = new SealedAccess(state, self, requests, clock);
  }

  /// One that sends to several accounts at once, and through this one to those it cannot.
  public ManySender many() {
    return new ManySender(state, cipher, requests, this, sealed, sessions);
  }

  /// Messages for this account's other devices inside other requests.
  public SiblingMessages siblings() {
    return new SiblingMessages(state, self, cipher, sessions);
  }

  /// Sends padded content; returns when the server has it for every device, or will not take it.
  ///
  /// @param timestamp milliseconds; names the message together with its author
  /// @throws IOException when the server cannot be reached: it may or may not have the message, and
  ///   sending the same again is safe for the recipient, whose client drops repeats
  public SendOutcome send(ServiceId recipient, byte[] padded, long timestamp, Urgency urgency)
      throws IOException {
    return send(recipient, padded, timestamp, urgency, _ -> {});
  }

  /// The same.
  ///
  /// @param stored is told which messages, for which devices, the server took
  SendOutcome send(
      ServiceId recipient,
      byte[] padded,
      long timestamp,
      Urgency urgency,
      Consumer<List<OutgoingMessage>> stored)
      throws IOException {
    ReentrantLock turn = turns.computeIfAbsent(recipient, _ -> new ReentrantLock(true));
    turn.lock();
    try {
      for (int tries = 0; tries < TRIES; tries++) {
        Optional<SendOutcome> end = sessions.ensure(recipient);
        if (end.isEmpty()) {
          end = attempt(recipient, padded, timestamp, urgency, stored);
        }
        if (end.isPresent()) {
          return end.get();
        }
      }
      return new SendOutcome.DevicesKeepChanging();
    } finally {
      turn.unlock();
    }
  }

  /// One try; empty when another may succeed.
  private Optional<SendOutcome> attempt(
      ServiceId recipient,
      byte[] padded,
      long timestamp,
      Urgency urgency,
      Consumer<List<OutgoingMessage>> stored)
      throws IOException {
    Optional<SealedAccess.Access> access = sealed.to(recipient);
    List<OutgoingMessage> messages;
    try {
      messages = encrypt(recipient, padded, access.map(SealedAccess.Access::certificate));
    } catch (UntrustedIdentityException e) {
      return Optional.of(new SendOutcome.IdentityChanged(recipient));
    }
    Call call =
        Call.json(
            "PUT",
            "/v1/messages/" + recipient.text() + "?story=false",
            new OutgoingMessages(
                timestamp, urgency == Urgency.NOW_OR_NEVER, urgency == Urgency.HIGH, messages));
    Reply reply =
        requests.untilAnswered(
            access.map(given -> call.with("Unidentified-Access-Key", given.header())).orElse(call),
            access.isPresent());
    return switch (reply.status()) {
      case 200 -> {
        stored.accept(messages);
        yield Optional.of(
            new SendOutcome.Sent(
                timestamp, access.isPresent(), reply.json(SendResult.class).needsSync()));
      }
      case 409 -> sessions.apply(recipient, reply.json(MismatchedDevices.class));
      case 410 -> sessions.apply(recipient, reply.json(StaleDevices.class));
      case 401 -> {
        if (access.isEmpty()) {
          yield Optional.of(new SendOutcome.Refused(401));
        }
        // Another access key, or no such account: the next access or an identified send tells
        // which.
        sealed.refused(recipient, access.get());
        yield Optional.empty();
      }
      default -> Optional.of(refusal(reply));
    };
  }

  /// What a reply says that no other try would change.
  static SendOutcome refusal(Reply reply) {
    return switch (reply.status()) {
      case 404 -> new SendOutcome.UnknownRecipient();
      case 413 -> new SendOutcome.TooLarge();
      case 429, 503 -> new SendOutcome.TryLater(reply.retryAfter().orElse(DEFAULT_WAIT));
      default -> new SendOutcome.Refused(reply.status());
    };
  }

  /// For every device, or for none: the sessions move on together.
  private List<OutgoingMessage> encrypt(
      ServiceId recipient, byte[] padded, Optional<SenderCertificate> certificate)
      throws UntrustedIdentityException {
    try {
      return state.transaction(() -> {
        List<OutgoingMessage> messages = new ArrayList<>();
        for (int device : sessions.devices(recipient)) {
          encryptOne(recipient, device, padded, certificate).ifPresent(messages::add);
        }
        return messages;
      });
    } catch (Untrusted e) {
      throw e.cause;
    }
  }

  private Optional<OutgoingMessage> encryptOne(
      ServiceId recipient, int device, byte[] padded, Optional<SenderCertificate> certificate) {
    try {
      return Optional.of(cipher.encrypt(recipient, device, padded, certificate));
    } catch (NoSessionException e) {
      // Too old to be used: the server will name the device as missing.
      return Optional.empty();
    } catch (UntrustedIdentityException e) {
      throw new Untrusted(e);
    }
  }

  /// Carries the exception through the transaction, which it undoes.
  private static final class Untrusted extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final UntrustedIdentityException cause;

    Untrusted(UntrustedIdentityException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
