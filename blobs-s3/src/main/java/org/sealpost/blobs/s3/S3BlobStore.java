package org.sealpost.blobs.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.WriteOutcome;
import software.amazon.awssdk.services.s3.S3Client;

/// Objects in a bucket. A transfer holds a few buffers in memory and one part in a file without a
/// name; all transfers together are bounded. Safe for any number of threads and nodes.
///
/// An object appears by one call of the service, which tells the store that there must be none
/// under its name. A store that ignores that is asked beforehand; between the two another could
/// write the same name, which is random and given once.
public final class S3BlobStore implements BlobStore {
  private static final String UNFINISHED = "unfinished/";

  private final S3Client client;
  private final Bucket bucket;
  private final Uploads uploads;
  private final Listing listing;
  private final Sweep sweep;
  private final String prefix;
  private final Path spool;
  private final int partBytes;
  private final Turns writing;
  private final Turns reading;

  private S3BlobStore(S3Config config, S3Client client) {
    S3Config.Tuning tuning = config.tuning();
    this.client = client;
    this.prefix = config.place().prefix();
    this.bucket = new Bucket(client, config.place().bucket(), tuning.timeout());
    this.uploads = new Uploads(bucket, prefix + UNFINISHED);
    this.listing = new Listing(bucket, prefix);
    this.sweep = new Sweep(bucket, prefix, prefix + UNFINISHED);
    this.spool = config.spool();
    this.partBytes = tuning.partBytes();
    this.writing = new Turns(tuning.transfers(), tuning.patience(), "uploads");
    this.reading = new Turns(tuning.reads(), tuning.patience(), "downloads");
  }

  /// Asks the store nothing yet: see [#trouble].
  ///
  /// @throws StorageRefused when the configuration cannot be right
  public static S3BlobStore open(S3Config config) {
    try {
      Files.createDirectories(
          config.spool(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new StorageRefused(
          "The folder "
              + config.spool()
              + ", in which parts of uploads are gathered, cannot be made ("
              + e.getClass().getSimpleName()
              + "); let this server's user write there.");
    }
    return new S3BlobStore(config, ServiceClient.open(config));
  }

  /// The largest object: the service takes 10 000 parts.
  public long maxBytes() {
    return (long) Uploads.MAX_PARTS * partBytes;
  }

  private String name(MediaKey key) {
    return prefix + key.path();
  }

  @Override
  public WriteOutcome write(MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
      throws IOException {
    check(length);
    String object = name(key);
    Optional<MessageDigest> digest = sha256.map(_ -> newSha256());
    try (Turns.Turn _ = writing.take();
        Spool gathered = Spool.in(spool, digest)) {
      if (bucket.head(object).isPresent()) {
        return WriteOutcome.EXISTS;
      }
      Whole whole =
          new Whole(
              length,
              () ->
                  sha256
                      .map(wanted -> wanted.equals(Bytes.wrap(digest.orElseThrow().digest())))
                      .orElse(true));
      return length <= partBytes
          ? writeAtOnce(object, whole, bytes, gathered)
          : writeInParts(object, whole, bytes, gathered);
    }
  }

  /// @param digestIsRight asked once, when all has been gathered
  private record Whole(long length, java.util.function.BooleanSupplier digestIsRight) {}

  private WriteOutcome writeAtOnce(String object, Whole whole, InputStream bytes, Spool gathered)
      throws IOException {
    gathered.fill(bytes, whole.length());
    if (gathered.size() < whole.length()) {
      return WriteOutcome.TOO_SHORT;
    }
    if (!whole.digestIsRight().getAsBoolean()) {
      return WriteOutcome.OTHER_DIGEST;
    }
    String mark = Upload.newMark();
    boolean ours =
        bucket.create(object, Upload.metadata(mark), gathered) == Bucket.Put.DONE
            || bucket.head(object).map(head -> Upload.made(mark, head)).orElse(false);
    return ours ? WriteOutcome.WRITTEN : WriteOutcome.EXISTS;
  }

  private WriteOutcome writeInParts(String object, Whole whole, InputStream bytes, Spool gathered)
      throws IOException {
    Upload upload = uploads.begin(object, partBytes);
    WriteOutcome outcome = WriteOutcome.TOO_SHORT;
    try {
      List<Bucket.Part> parts = new ArrayList<>();
      long sent = 0;
      while (sent < whole.length()) {
        long wanted = Math.min(whole.length() - sent, partBytes);
        gathered.clear();
        gathered.fill(bytes, wanted);
        if (gathered.size() < wanted) {
          return outcome;
        }
        sent += wanted;
        if (sent == whole.length() && !whole.digestIsRight().getAsBoolean()) {
          outcome = WriteOutcome.OTHER_DIGEST;
          return outcome;
        }
        parts.add(
            bucket
                .send(object, upload.id(), parts.size() + 1, gathered)
                .orElseThrow(
                    () -> new BlobsUnavailable("the object store gave an upload up on its own")));
      }
      outcome =
          uploads.complete(object, upload, parts, false)
              ? WriteOutcome.WRITTEN
              : WriteOutcome.EXISTS;
      return outcome;
    } finally {
      if (outcome != WriteOutcome.WRITTEN) {
        forget(object, upload);
      }
    }
  }

  private void forget(String object, Upload upload) {
    try {
      bucket.abort(object, upload.id());
    } catch (BlobsUnavailable e) {
      // the sweep finds it
    }
  }

  @Override
  public String begin(MediaKey key) {
    return uploads.begin(name(key), partBytes).write();
  }

  @Override
  public Optional<Long> offset(MediaKey key, String upload) {
    return Upload.parse(upload)
        .map(parsed -> uploads.find(name(key), parsed))
        .flatMap(found ->
            switch (found) {
              case Uploads.Found.Absent() -> Optional.empty();
              case Uploads.Found.Published(long bytes) -> Optional.of(bytes);
              case Uploads.Found.Open open -> Optional.of(open.offset());
            });
  }

  @Override
  public AppendOutcome append(
      MediaKey key, String upload, long offset, long total, InputStream bytes) throws IOException {
    check(total);
    Optional<Upload> parsed = Upload.parse(upload);
    if (parsed.isEmpty()) {
      return new AppendOutcome.Unknown();
    }
    try (Turns.Turn _ = writing.take()) {
      return switch (uploads.find(name(key), parsed.get())) {
        case Uploads.Found.Absent() -> new AppendOutcome.Unknown();
        case Uploads.Found.Published(long size) ->
            size == offset && size == total
                ? new AppendOutcome.Published()
                : new AppendOutcome.OtherOffset(size);
        case Uploads.Found.Open open -> {
          if (open.offset() != offset || offset >= total) {
            yield new AppendOutcome.OtherOffset(open.offset());
          }
          try (Spool gathered = Spool.in(spool, Optional.empty())) {
            yield uploads.append(name(key), parsed.get(), open, total, bytes, gathered);
          }
        }
      };
    }
  }

  private void check(long bytes) {
    if (bytes < 1 || bytes > maxBytes()) {
      throw new IllegalArgumentException("an object has 1 to " + maxBytes() + " bytes");
    }
  }

  @Override
  public void abandon(MediaKey key, String upload) {
    Upload.parse(upload).ifPresent(parsed -> uploads.abandon(name(key), parsed));
  }

  @Override
  public Optional<Long> size(MediaKey key) {
    return bucket.head(name(key)).map(Bucket.Head::bytes);
  }

  @Override
  public Optional<InputStream> read(MediaKey key, long first, long length) {
    return ObjectStream.open(bucket, name(key), first, length, reading.take());
  }

  @Override
  public void delete(MediaKey key) {
    bucket.delete(name(key));
  }

  @Override
  public BlobPage list(Optional<String> after, int max) {
    return listing.page(after, max);
  }

  @Override
  public int sweepUnfinished(Instant before, int max) {
    return sweep.run(before, max);
  }

  @Override
  public Optional<String> trouble() {
    try {
      bucket.glance();
      return Optional.empty();
    } catch (BlobsUnavailable e) {
      return Optional.of("media bucket: " + e.getMessage());
    }
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
