package org.sealpost.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sealpost.protocol.Bytes;

/// Where the content of a file comes from. It is read several times, and must say the same each
/// time: an upload of a file that changed meanwhile fails.
public interface AttachmentSource {
  long sizeBytes() throws IOException;

  InputStream open() throws IOException;

  static AttachmentSource of(Path file) {
    return new AttachmentSource() {
      @Override
      public long sizeBytes() throws IOException {
        return Files.size(file);
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    };
  }

  static AttachmentSource of(Bytes content) {
    return new AttachmentSource() {
      @Override
      public long sizeBytes() {
        return content.size();
      }

      @Override
      public InputStream open() {
        return content.asStream();
      }
    };
  }
}
