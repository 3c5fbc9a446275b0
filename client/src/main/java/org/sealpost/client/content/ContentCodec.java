package org.sealpost.client.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.sealpost.client.content.proto.Content;
import org.sealpost.client.content.proto.DataMessage;
import org.sealpost.client.content.proto.ReceiptMessage;
import org.sealpost.client.content.proto.SyncMessage;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;

/// [Message]s as padded protobuf.
public final class ContentCodec {
  private ContentCodec() {}

  /// A message and what travels beside it: the author's profile key, which lets the reader make
  /// sealed sends to the author.
  public record Decoded(Message message, Optional<Bytes> profileKey) {}

  /// The padded plaintext of a message.
  ///
  /// @param profileKey the author's own, told along with what people say to each other
  public static byte[] encode(Message message, Optional<Bytes> profileKey) {
    Content.Builder content = Content.newBuilder();
    switch (message) {
      case Message.Personal personal -> {
        DataMessage.Builder data = data(personal);
        profileKey.ifPresent(key -> data.setProfileKey(ByteString.copyFrom(key.unsafeArray())));
        content.setDataMessage(data);
      }
      case Message.Delivered(var times) ->
          content.setReceiptMessage(
              ReceiptMessage.newBuilder()
                  .setType(ReceiptMessage.Type.DELIVERY)
                  .addAllTimestamp(times));
      case Message.Transcript(var to, var personal) ->
          content.setSyncMessage(
              SyncMessage.newBuilder()
                  .setSent(
                      SyncMessage.Sent.newBuilder()
                          .setTimestamp(sentAt(personal))
                          .setDestinationServiceId(to.text())
                          .setMessage(data(personal))));
    }
    return Padding.pad(content.build().toByteArray());
  }

  /// Empty when the plaintext is not content, or content of a kind that this SDK does not know.
  public static Optional<Decoded> decode(byte[] padded) {
    return Padding.strip(padded).flatMap(ContentCodec::parse);
  }

  private static Optional<Decoded> parse(byte[] plaintext) {
    Content content;
    try {
      content = Content.parseFrom(plaintext);
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
    if (content.hasDataMessage()) {
      DataMessage data = content.getDataMessage();
      Optional<Bytes> key =
          data.hasProfileKey()
              ? Optional.of(Bytes.wrap(data.getProfileKey().toByteArray()))
              : Optional.empty();
      return personal(data).map(message -> new Decoded(message, key));
    }
    if (content.hasReceiptMessage()
        && content.getReceiptMessage().getType() == ReceiptMessage.Type.DELIVERY) {
      return Optional.of(
          new Decoded(
              new Message.Delivered(content.getReceiptMessage().getTimestampList()),
              Optional.empty()));
    }
    if (content.hasSyncMessage() && content.getSyncMessage().hasSent()) {
      SyncMessage.Sent sent = content.getSyncMessage().getSent();
      return ServiceId.parse(sent.getDestinationServiceId())
          .flatMap(to ->
              personal(sent.getMessage())
                  .map(message ->
                      new Decoded(new Message.Transcript(to, message), Optional.empty())));
    }
    return Optional.empty();
  }

  private static DataMessage.Builder data(Message.Personal message) {
    DataMessage.Builder data = DataMessage.newBuilder().setTimestamp(sentAt(message));
    return switch (message) {
      case Message.Text(var body, _) -> data.setBody(body);
      case Message.DeleteForEveryone(var target, _) ->
          data.setDelete(DataMessage.Delete.newBuilder().setTargetSentTimestamp(target));
    };
  }

  private static Optional<Message.Personal> personal(DataMessage data) {
    if (data.hasDelete()) {
      return Optional.of(
          new Message.DeleteForEveryone(
              data.getDelete().getTargetSentTimestamp(), data.getTimestamp()));
    }
    return data.hasBody()
        ? Optional.of(new Message.Text(data.getBody(), data.getTimestamp()))
        : Optional.empty();
  }

  /// When the author says it was sent.
  public static long sentAt(Message.Personal message) {
    return switch (message) {
      case Message.Text text -> text.sentAt();
      case Message.DeleteForEveryone deletion -> deletion.sentAt();
    };
  }
}
