package org.sealpost.client.messages;

import java.util.Optional;
import org.sealpost.client.content.Message;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.client.state.PniKeys;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;
import org.sealpost.protocol.proto.Envelope;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// What the primary tells a linked device of the account's new number. The number's identity is
/// what the server wrote beside it.
record NumberNews(PhoneNumber number, ServiceId.Pni pni, IdentityKeyPair identity, PniKeys keys) {
  /// Empty when something is missing or damaged: then this device keeps what it has.
  static Optional<NumberNews> read(Envelope envelope, Message.NumberChange told) {
    Optional<ServiceId.Pni> pni = pni(envelope);
    Optional<PhoneNumber> number = PhoneNumber.parse(told.number());
    if (pni.isEmpty()
        || number.isEmpty()
        || told.registrationId() < 1
        || told.registrationId() > DeviceKeys.MAX_REGISTRATION_ID) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new NumberNews(
              number.get(),
              pni.get(),
              new IdentityKeyPair(told.identity().toByteArray()),
              new PniKeys(
                  new RepeatedUseKeys(
                      new SignedPreKeyRecord(told.signedPreKey().toByteArray()),
                      new KyberPreKeyRecord(told.lastResort().toByteArray())),
                  told.registrationId())));
    } catch (InvalidKeyException | InvalidMessageException e) {
      return Optional.empty();
    }
  }

  private static Optional<ServiceId.Pni> pni(Envelope envelope) {
    Optional<ServiceId.Pni> inBytes =
        envelope.getUpdatedPniBinary().size() == 16
            ? Optional.of(
                new ServiceId.Pni(Uuids.fromBytes(envelope.getUpdatedPniBinary().toByteArray())))
            : Optional.empty();
    return inBytes.or(() ->
        Uuids.parse(envelope.getUpdatedPni().replace(ServiceId.PNI_PREFIX, ""))
            .map(ServiceId.Pni::new));
  }

  static Message.NumberChange message(PhoneNumber number, IdentityKeyPair identity, PniKeys keys) {
    return new Message.NumberChange(
        number.e164(),
        Bytes.wrap(identity.serialize()),
        Bytes.wrap(keys.keys().signed().serialize()),
        Bytes.wrap(keys.keys().lastResort().serialize()),
        keys.registrationId());
  }

  @Override
  public String toString() {
    return "NumberNews[redacted]";
  }
}
