package org.sealpost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Padding;
import org.sealpost.client.content.Timer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// What a peer says, once it is decrypted: never an exception, and files that can be opened only.
final class ContentParser implements Parser {
  @Override
  public List<byte[]> seeds() {
    AttachmentPointer pointer =
        new AttachmentPointer(
            3,
            "object",
            SecretBytes.wrap(new byte[64]),
            Bytes.wrap(new byte[32]),
            1000,
            Bytes.wrap(new byte[32]),
            65_536,
            "image/png",
            "boat.png",
            1);
    return List.of(
        plain(new Message.Text("hello", 5)),
        plain(new Message.Text("", 5, new Timer(30, 1), List.of(pointer, pointer))),
        plain(new Message.TimerChange(new Timer(30, 1), 5)),
        plain(new Message.Typing(true, 5)));
  }

  private static byte[] plain(Message message) {
    return Padding.strip(ContentCodec.encode(message, Optional.empty())).orElseThrow();
  }

  @Override
  public void check(byte[] input) {
    Message message = ContentCodec.decode(Padding.pad(input)).message();
    if (message instanceof Message.Text text) {
      for (AttachmentPointer each : text.attachments()) {
        assertThat(each.key().size()).isEqualTo(64);
        assertThat(each.digest().size()).isEqualTo(32);
        assertThat(each.object()).isNotEmpty();
      }
    }
  }
}
