package org.sealpost.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.sealpost.client.content.AttachmentPointer;

/// Opens encrypted files. Nothing is given to the caller before it is known to be what the sender
/// encrypted: whole files after their end was seen, streams chunk by chunk.
public final class AttachmentOpening {
  private AttachmentOpening() {}

  /// Writes the content of an encrypted file to the target, in place of what is there, when all of
  /// it was found to be right; else nothing. Constant memory.
  ///
  /// @throws AttachmentRefused when it is not the file of the pointer
  public static void toFile(Path encrypted, AttachmentPointer pointer, Path target)
      throws IOException {
    Path folder = Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(Path.of("."));
    Path unproven = Files.createTempFile(folder, ".sealpost-", ".open");
    try {
      try (InputStream file = Files.newInputStream(encrypted);
          InputStream content = new OpeningStream(file, Files.size(encrypted), pointer);
          OutputStream out = Files.newOutputStream(unproven)) {
        content.transferTo(out);
      }
      Files.move(unproven, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unproven);
    }
  }

  /// The content of an encrypted stream, each chunk once it was checked; empty when the sender gave
  /// no incremental MAC that could be used. Holds one chunk, at most 2 MiB. That the content is all
  /// of it is known when the end was read.
  ///
  /// @param totalBytes how long the encrypted file is
  /// @throws AttachmentRefused here, or when it is read, when it is not the file of the pointer
  public static Optional<InputStream> stream(
      InputStream encrypted, long totalBytes, AttachmentPointer pointer) throws IOException {
    if (pointer.incrementalMac().isEmpty() || !AttachmentSizes.isChunk(pointer.chunkBytes())) {
      return Optional.empty();
    }
    return Optional.of(
        new OpeningStream(
            new ChunkCheckedStream(
                encrypted,
                totalBytes,
                new AttachmentKey(pointer.key()),
                pointer.incrementalMac(),
                (int) pointer.chunkBytes()),
            totalBytes,
            pointer));
  }
}
