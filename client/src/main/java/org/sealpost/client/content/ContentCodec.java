package org.sealpost.client.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.content.proto.Content;
import org.sealpost.client.content.proto.DataMessage;
import org.sealpost.client.content.proto.NullMessage;
import org.sealpost.client.content.proto.ReceiptMessage;
import org.sealpost.client.content.proto.SyncMessage;
import org.sealpost.client.content.proto.TypingMessage;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;

/// [Message]s as padded protobuf.
public final class ContentCodec {
  private ContentCodec() {}

  /// A message and what travels beside it: the author's profile key, which lets the reader make
  /// sealed sends to the author, and a sender key, with which the author's device encrypts what
  /// goes to several accounts.
  public record Decoded(Message message, Optional<Bytes> profileKey, Optional<Bytes> senderKey) {
    static final Decoded NOT_UNDERSTOOD = new Decoded(new Message.NotUnderstood());

    Decoded(Message message) {
      this(message, Optional.empty(), Optional.empty());
    }
  }

  /// The padded plaintext of a message.
  ///
  /// @param profileKey the author's own, told along with what people say to each other
  public static byte[] encode(Message message, Optional<Bytes> profileKey) {
    Content.Builder content = Content.newBuilder();
    switch (message) {
      case Message.Personal personal -> content.setDataMessage(data(personal, profileKey));
      case Message.Receipt(var kind, var times) ->
          content.setReceiptMessage(
              ReceiptMessage.newBuilder().setType(type(kind)).addAllTimestamp(times));
      case Message.Typing(var started, var sentAt) ->
          content.setTypingMessage(
              TypingMessage.newBuilder()
                  .setTimestamp(sentAt)
                  .setAction(
                      started ? TypingMessage.Action.STARTED : TypingMessage.Action.STOPPED));
      case Message.Transcript transcript ->
          content.setSyncMessage(SyncMessage.newBuilder().setSent(sent(transcript)));
      case Message.ReadHere(var texts) -> {
        SyncMessage.Builder sync = SyncMessage.newBuilder();
        for (Message.TextName text : texts) {
          sync.addRead(
              SyncMessage.Read.newBuilder()
                  .setSenderAci(text.author().text())
                  .setTimestamp(text.sentAt()));
        }
        content.setSyncMessage(sync);
      }
      case Message.NumberChange change ->
          content.setSyncMessage(SyncMessage.newBuilder().setPniChangeNumber(number(change)));
      case Message.Silent _ -> content.setNullMessage(NullMessage.getDefaultInstance());
      case Message.NotUnderstood _ ->
          throw new IllegalArgumentException("what is not understood cannot be said");
    }
    return Padding.pad(content.build().toByteArray());
  }

  /// The padded plaintext that tells a sender key and nothing else.
  public static byte[] encodeSenderKey(Bytes distribution) {
    return Padding.pad(
        Content.newBuilder()
            .setSenderKeyDistribution(ByteString.copyFrom(distribution.unsafeArray()))
            .build()
            .toByteArray());
  }

  private static SyncMessage.Sent sent(Message.Transcript transcript) {
    SyncMessage.Sent.Builder sent =
        SyncMessage.Sent.newBuilder()
            .setTimestamp(transcript.message().sentAt())
            .setDestinationServiceId(transcript.to().text())
            .setMessage(data(transcript.message(), Optional.empty()));
    transcript.timerStartedAt().ifPresent(sent::setExpirationStartTimestamp);
    return sent.build();
  }

  private static SyncMessage.PniChangeNumber number(Message.NumberChange change) {
    return SyncMessage.PniChangeNumber.newBuilder()
        .setNewE164(change.number())
        .setIdentityKeyPair(ByteString.copyFrom(change.identity().unsafeArray()))
        .setSignedPrekey(ByteString.copyFrom(change.signedPreKey().unsafeArray()))
        .setLastResortKyberPrekey(ByteString.copyFrom(change.lastResort().unsafeArray()))
        .setRegistrationId(change.registrationId())
        .build();
  }

  private static Message number(SyncMessage.PniChangeNumber change) {
    return new Message.NumberChange(
        change.getNewE164(),
        Bytes.wrap(change.getIdentityKeyPair().toByteArray()),
        Bytes.wrap(change.getSignedPrekey().toByteArray()),
        Bytes.wrap(change.getLastResortKyberPrekey().toByteArray()),
        change.getRegistrationId());
  }

  private static DataMessage data(Message.Personal message, Optional<Bytes> profileKey) {
    DataMessage.Builder data = DataMessage.newBuilder().setTimestamp(message.sentAt());
    profileKey.ifPresent(key -> data.setProfileKey(ByteString.copyFrom(key.unsafeArray())));
    switch (message) {
      case Message.Text(var body, _, var timer, var attachments) -> {
        if (!body.isEmpty() || attachments.isEmpty()) {
          data.setBody(body);
        }
        attachments.forEach(each -> data.addAttachments(PointerCodec.encode(each)));
        set(data, timer);
      }
      case Message.DeleteForEveryone(var target, _) ->
          data.setDelete(DataMessage.Delete.newBuilder().setTargetSentTimestamp(target));
      case Message.TimerChange(var timer, _) -> {
        data.setFlags(DataMessage.Flags.EXPIRATION_TIMER_UPDATE_VALUE);
        set(data, timer);
      }
    }
    return data.build();
  }

  private static void set(DataMessage.Builder data, Timer timer) {
    data.setExpireTimer(timer.seconds());
    if (timer.version() > 0) {
      data.setExpireTimerVersion(timer.version());
    }
  }

  /// Never fails: what is not content, or of a kind that this SDK does not know, is
  /// [Message.NotUnderstood].
  public static Decoded decode(byte[] padded) {
    return Padding.strip(padded).flatMap(ContentCodec::parse).orElse(Decoded.NOT_UNDERSTOOD);
  }

  private static Optional<Decoded> parse(byte[] plaintext) {
    Content content;
    try {
      content = Content.parseFrom(plaintext);
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
    Optional<Message> message =
        content.hasDataMessage() ? data(content.getDataMessage()) : other(content);
    Optional<Bytes> senderKey =
        bytes(content.hasSenderKeyDistribution(), content.getSenderKeyDistribution());
    // A key may come with something else that is not known, and counts all the same.
    return message
        .or(() -> senderKey.map(_ -> new Message.NotUnderstood()))
        .map(said ->
            new Decoded(
                said,
                bytes(
                    content.getDataMessage().hasProfileKey(),
                    content.getDataMessage().getProfileKey()),
                senderKey));
  }

  private static Optional<Bytes> bytes(boolean present, ByteString value) {
    return present ? Optional.of(Bytes.wrap(value.toByteArray())) : Optional.empty();
  }

  private static Optional<Message> other(Content content) {
    if (content.hasSyncMessage()) {
      return sync(content.getSyncMessage());
    }
    if (content.hasReceiptMessage() && content.getReceiptMessage().hasType()) {
      ReceiptMessage receipt = content.getReceiptMessage();
      return Optional.of(new Message.Receipt(kind(receipt.getType()), receipt.getTimestampList()));
    }
    TypingMessage typing = content.getTypingMessage();
    if (typing.hasAction() && !typing.hasGroupId()) {
      return Optional.of(
          new Message.Typing(
              typing.getAction() == TypingMessage.Action.STARTED, typing.getTimestamp()));
    }
    return content.hasNullMessage() || content.hasSenderKeyDistribution()
        ? Optional.of(new Message.Silent())
        : Optional.empty();
  }

  private static Optional<Message> sync(SyncMessage sync) {
    if (sync.hasSent()) {
      SyncMessage.Sent sent = sync.getSent();
      Optional<Long> started =
          sent.hasExpirationStartTimestamp()
              ? Optional.of(sent.getExpirationStartTimestamp())
              : Optional.empty();
      return ServiceId.parse(sent.getDestinationServiceId())
          .flatMap(to ->
              said(sent.getMessage()).map(message -> new Message.Transcript(to, message, started)));
    }
    if (sync.hasPniChangeNumber()) {
      return Optional.of(number(sync.getPniChangeNumber()));
    }
    return sync.getReadCount() > 0
        ? Optional.of(
            new Message.ReadHere(
                sync.getReadList().stream()
                    .flatMap(read ->
                        Uuids.parse(read.getSenderAci())
                            .map(uuid ->
                                new Message.TextName(new ServiceId.Aci(uuid), read.getTimestamp()))
                            .stream())
                    .toList()))
        : Optional.empty();
  }

  private static Optional<Message> data(DataMessage data) {
    Optional<Message> said = said(data).map(message -> message);
    return said.or(() -> silent(data));
  }

  private static Optional<Message> silent(DataMessage data) {
    return has(data, DataMessage.Flags.PROFILE_KEY_UPDATE_VALUE)
        ? Optional.of(new Message.Silent())
        : Optional.empty();
  }

  private static boolean has(DataMessage data, int flag) {
    return (data.getFlags() & flag) != 0;
  }

  private static Optional<Message.Personal> said(DataMessage data) {
    if (data.hasGroupV2()) {
      return Optional.empty();
    }
    if (data.hasDelete()) {
      return Optional.of(
          new Message.DeleteForEveryone(
              data.getDelete().getTargetSentTimestamp(), data.getTimestamp()));
    }
    if (has(data, DataMessage.Flags.EXPIRATION_TIMER_UPDATE_VALUE)) {
      return Optional.of(new Message.TimerChange(timer(data), data.getTimestamp()));
    }
    List<AttachmentPointer> attachments =
        data.getAttachmentsList().stream()
            .flatMap(each -> PointerCodec.decode(each).stream())
            .toList();
    return data.hasBody() || !attachments.isEmpty()
        ? Optional.of(
            new Message.Text(data.getBody(), data.getTimestamp(), timer(data), attachments))
        : Optional.empty();
  }

  /// Numbers of 32 bits without sign; what is out of bounds is cut to them.
  private static Timer timer(DataMessage data) {
    long seconds = Integer.toUnsignedLong(data.getExpireTimer());
    long version = Integer.toUnsignedLong(data.getExpireTimerVersion());
    return new Timer(
        (int) Math.min(seconds, Timer.MAX_SECONDS), (int) Math.min(version, Integer.MAX_VALUE - 1));
  }

  private static ReceiptMessage.Type type(ReceiptKind kind) {
    return switch (kind) {
      case DELIVERED -> ReceiptMessage.Type.DELIVERY;
      case READ -> ReceiptMessage.Type.READ;
      case VIEWED -> ReceiptMessage.Type.VIEWED;
    };
  }

  private static ReceiptKind kind(ReceiptMessage.Type type) {
    return switch (type) {
      case DELIVERY -> ReceiptKind.DELIVERED;
      case READ -> ReceiptKind.READ;
      case VIEWED -> ReceiptKind.VIEWED;
    };
  }
}
