package org.sealpost.client.profile;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.client.media.FormUpload;
import org.sealpost.client.media.MediaHost;
import org.sealpost.client.media.Pause;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AvatarUploadForm;

/// Pictures of profiles: encrypted under the profile key, on the media host (wire interface, media,
/// section 7). Small enough for memory. Safe for any number of threads.
public final class Avatars {
  /// Of a picture; encrypted it has the 10 MiB that the wire interface allows.
  public static final int MAX_BYTES = 10 * 1024 * 1024 - ProfileCipher.OVERHEAD_BYTES;

  private final Transfers transfers;
  private final MediaHost host;
  private final FormUpload upload;

  public Avatars(Transfers transfers, MediaHost host, Pause pause) {
    this.transfers = transfers;
    this.host = host;
    this.upload = new FormUpload(transfers, host, pause);
  }

  /// Puts the picture where the form says.
  ///
  /// @throws IOException when the media host does not take it
  public void put(AvatarUploadForm form, SecretBytes profileKey, Bytes picture) throws IOException {
    Reply reply = upload.run(form, new ProfileCipher(profileKey).encryptAvatar(picture));
    if (!reply.isSuccess()) {
      throw new IOException("the media host answered " + reply.status() + " to a picture");
    }
  }

  /// Empty when it is gone, or not what the owner of the key encrypted.
  public Optional<Bytes> get(ReadProfile.AvatarPlace place) throws IOException {
    Reply reply =
        transfers.fetch(host.file(place.path()), MAX_BYTES + ProfileCipher.OVERHEAD_BYTES);
    return switch (reply.status()) {
      case 200 -> place.cipher().decryptAvatar(reply.body());
      case 404, 410 -> Optional.empty();
      default ->
          throw new IOException("the media host answered " + reply.status() + " for a picture");
    };
  }
}
