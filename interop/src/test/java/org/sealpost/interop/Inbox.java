package org.sealpost.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.whispersystems.signalservice.api.crypto.SignalServiceCipher;
import org.whispersystems.signalservice.api.messages.EnvelopeResponse;
import org.whispersystems.signalservice.api.push.ServiceId;
import org.whispersystems.signalservice.api.websocket.SignalWebSocket;
import org.whispersystems.signalservice.internal.push.Envelope;

/// What a device reads from its socket: decrypted, acknowledged one by one, repeats dropped.
final class Inbox {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int BATCH = 10;

  /// How an envelope that is addressed to this service id is opened.
  interface Ciphers {
    SignalServiceCipher addressedTo(ServiceId destination);
  }

  private final SignalWebSocket.AuthenticatedWebSocket socket;
  private final Ciphers ciphers;
  private final Consumer<Received> learner;
  private final Set<String> seen = new HashSet<>();

  /// Reads from a socket.
  ///
  /// @param learner is shown each message before the next is opened, which may need what is in it
  Inbox(
      SignalWebSocket.AuthenticatedWebSocket socket, Ciphers ciphers, Consumer<Received> learner) {
    this.socket = socket;
    this.ciphers = ciphers;
    this.learner = learner;
  }

  /// Connects anew and reads until the server says that nothing older is left.
  List<Received> catchUp() throws IOException, TimeoutException {
    reconnect();
    var read = new ArrayList<Received>();
    readBacklog(batch -> open(batch, read));
    return read;
  }

  /// Reads from the connection as it is until so many messages have come.
  List<Received> await(int count) throws IOException, TimeoutException {
    var deadline = Instant.now().plus(PATIENCE);
    var read = new ArrayList<Received>();
    while (read.size() < count) {
      readBatch(Duration.between(Instant.now(), deadline), batch -> open(batch, read));
    }
    return read;
  }

  /// Connects anew and looks at what is waiting, opens nothing and acknowledges nothing.
  List<Envelope> peek() throws IOException, TimeoutException {
    reconnect();
    var waiting = new ArrayList<Envelope>();
    readBacklog(batch -> batch.forEach(response -> waiting.add(response.getEnvelope())));
    return waiting;
  }

  /// Connects anew until nothing is offered any more. An answer that the connection before was too
  /// short for brings its message once more: that is answered again, as a client does with a
  /// repeat. A message that nobody has read yet is left alone.
  void awaitEmpty() throws IOException, TimeoutException {
    var deadline = Instant.now().plus(PATIENCE);
    for (int offered = answerRepeats(); offered > 0; offered = answerRepeats()) {
      if (Instant.now().isAfter(deadline)) {
        throw new TimeoutException(offered + " acknowledged messages are still offered");
      }
    }
  }

  private int answerRepeats() throws IOException, TimeoutException {
    reconnect();
    var offered = new AtomicInteger();
    readBacklog(batch -> {
      offered.addAndGet(batch.size());
      batch.stream()
          .filter(response -> seen.contains(response.getEnvelope().serverGuid))
          .forEach(this::answer);
    });
    return offered.get();
  }

  private void answer(EnvelopeResponse response) {
    try {
      socket.sendAck(response);
    } catch (IOException e) {
      throw new UncheckedIOException("the connection ended", e);
    }
  }

  private void reconnect() throws IOException {
    socket.disconnect();
    socket.connect();
  }

  private void readBacklog(SignalWebSocket.AuthenticatedWebSocket.MessageReceivedCallback callback)
      throws IOException, TimeoutException {
    boolean more = true;
    while (more) {
      more = readBatch(PATIENCE, callback);
    }
  }

  private boolean readBatch(
      Duration patience, SignalWebSocket.AuthenticatedWebSocket.MessageReceivedCallback callback)
      throws IOException, TimeoutException {
    return socket.readMessageBatch(Math.max(1, patience.toMillis()), BATCH, callback);
  }

  private void open(List<EnvelopeResponse> batch, List<Received> read) {
    for (var response : batch) {
      var envelope = response.getEnvelope();
      try {
        if (seen.add(envelope.serverGuid)) {
          var cipher = ciphers.addressedTo(ServiceId.parseOrThrow(envelope.destinationServiceId));
          var received =
              Received.of(
                  response, cipher.decrypt(envelope, response.getServerDeliveredTimestamp()));
          learner.accept(received);
          read.add(received);
        }
        socket.sendAck(response);
      } catch (Exception e) {
        throw new IllegalStateException("an envelope that the library cannot take", e);
      }
    }
  }
}
