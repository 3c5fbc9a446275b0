package org.sealpost.client.media;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import org.sealpost.client.attachments.AttachmentOpening;
import org.sealpost.client.attachments.AttachmentRefused;
import org.sealpost.client.attachments.AttachmentRefused.Reason;
import org.sealpost.client.attachments.AttachmentSizes;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.transport.AnswerTooLong;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Transfers;

/// Fetches a file and opens it. What came of it, encrypted, is in a file beside the target until
/// all is there, and a later download of the same goes on from it:
///
/// ```
/// FOLDER/.sealpost-<begin of the digest>.part   the encrypted file, as far as it came
/// FOLDER/target                                 the content, when all of it was found to be right
/// ```
///
/// No more of it is taken than a file of the size that the pointer tells can have. Safe for any
/// number of threads.
public final class Download {
  private static final int NAME_BYTES = 12;

  private final Transfers transfers;
  private final Pause pause;

  public Download(Transfers transfers, Pause pause) {
    this.transfers = transfers;
    this.pause = pause;
  }

  /// Writes the content to the target, in place of what is there.
  ///
  /// @throws AttachmentRefused when what came is not the file of the pointer
  /// @throws AttachmentGone when it is not there
  public void run(URI address, AttachmentPointer pointer, Path target, Progress progress)
      throws IOException {
    if (pointer.sizeBytes() > AttachmentSizes.MAX_CONTENT_BYTES) {
      throw new AttachmentRefused(Reason.LENGTH);
    }
    Path part = part(pointer, target);
    try (FileChannel file =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock(file)) {
      boolean wentOn = file.size() > 0;
      try {
        fetchAndOpen(address, pointer, file, part, target, progress);
      } catch (AttachmentRefused e) {
        if (!wentOn) {
          throw e;
        }
        // Perhaps what was there from an earlier time is damaged.
        file.truncate(0);
        fetchAndOpen(address, pointer, file, part, target, progress);
      }
      Files.deleteIfExists(part);
    } catch (AttachmentRefused | AttachmentGone e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  private static Path part(AttachmentPointer pointer, Path target) {
    String name = HexFormat.of().formatHex(pointer.digest().unsafeArray(), 0, NAME_BYTES);
    return target.resolveSibling(".sealpost-" + name + ".part");
  }

  private static FileLock lock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock())
          .orElseThrow(() -> new IOException("the file is being fetched already"));
    } catch (OverlappingFileLockException e) {
      throw new IOException("the file is being fetched already", e);
    }
  }

  private void fetchAndOpen(
      URI address,
      AttachmentPointer pointer,
      FileChannel file,
      Path part,
      Path target,
      Progress progress)
      throws IOException {
    fetch(address, AttachmentSizes.encrypted(pointer.sizeBytes()), file, progress);
    AttachmentOpening.toFile(part, pointer, target);
  }

  private void fetch(URI address, long most, FileChannel file, Progress progress)
      throws IOException {
    Attempts attempts = new Attempts(pause);
    while (file.size() != most) {
      long before = file.size();
      try {
        Reply reply = transfers.download(address, file, most, new Counted(file, most, progress));
        switch (reply.status()) {
          case 200, 206 -> {
            return;
          }
          case 404, 410 -> throw new AttachmentGone();
          case 416 -> {
            if (isWhole(reply, before)) {
              return;
            }
            file.truncate(0);
            attempts.failed(new IOException("the media host has less than what came before"));
          }
          default -> {
            if (!Upload.isBusy(reply.status()) || !attempts.later(Upload.wait(reply))) {
              throw new AttachmentUnavailable(reply.status());
            }
          }
        }
      } catch (AnswerTooLong e) {
        throw new AttachmentRefused(Reason.LENGTH);
      } catch (AttachmentGone | AttachmentUnavailable e) {
        throw e;
      } catch (IOException e) {
        if (file.size() > before) {
          attempts.moved();
        }
        attempts.failed(e);
      }
    }
  }

  /// A file that was not filled up is shorter than it might be, and may have come whole before.
  private static boolean isWhole(Reply reply, long here) {
    return here > 0
        && reply.header("content-range").filter(("bytes */" + here)::equals).isPresent();
  }

  /// Tells how much of the file is there.
  private record Counted(FileChannel file, long total, Progress progress)
      implements Transfers.Moved {
    @Override
    public void moved(long bytes) {
      try {
        progress.at(file.size(), total);
      } catch (IOException e) {
        // Whoever writes to the file will find out.
      }
    }
  }
}
