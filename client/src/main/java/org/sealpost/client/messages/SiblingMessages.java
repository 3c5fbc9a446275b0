package org.sealpost.client.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.PniKeys;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.StaleDevices;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.UntrustedIdentityException;

/// Messages for this account's other devices that travel inside another request, a different one
/// for each.
public final class SiblingMessages {
  private final ClientState state;
  private final Self self;
  private final DeviceCipher cipher;
  private final Sessions sessions;

  SiblingMessages(ClientState state, Self self, DeviceCipher cipher, Sessions sessions) {
    this.state = state;
    this.self = self;
    this.cipher = cipher;
    this.sessions = sessions;
  }

  /// What tells a device of the account's new number, and gives it its keys.
  public static Message numberChange(PhoneNumber number, IdentityKeyPair identity, PniKeys keys) {
    return NumberNews.message(number, identity, keys);
  }

  /// The other devices, as far as is known here.
  public Set<Integer> devices() {
    return new TreeSet<>(sessions.devices(self.aci()));
  }

  /// One for each device; the server names those that it misses.
  public List<OutgoingMessage> encrypt(Map<Integer, Message> contents) {
    return state.transaction(() -> {
      List<OutgoingMessage> messages = new ArrayList<>();
      contents.forEach((device, message) -> {
        byte[] padded = ContentCodec.encode(message, Optional.empty());
        try {
          messages.add(cipher.encrypt(self.aci(), device, padded, Optional.empty()));
        } catch (NoSessionException | UntrustedIdentityException e) {
          // See above.
        }
      });
      return messages;
    });
  }

  /// After a 409 or 410: puts the sessions right.
  ///
  /// @return why another try is of no use
  public Optional<SendOutcome> meet(Reply reply) throws IOException {
    return reply.status() == 409
        ? sessions.apply(self.aci(), reply.json(MismatchedDevices.class))
        : sessions.apply(self.aci(), reply.json(StaleDevices.class));
  }
}
