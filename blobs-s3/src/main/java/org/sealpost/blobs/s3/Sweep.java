package org.sealpost.blobs.s3;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.protocol.MediaKey;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Removes uploads that nobody goes on with. A tail as old as that is of no use, whatever became of
/// its upload: one that went on has parts behind it.
final class Sweep {
  private static final int PAGE = 1_000;

  private final Bucket bucket;
  private final String prefix;
  private final String unfinished;

  Sweep(Bucket bucket, String prefix, String unfinished) {
    this.bucket = bucket;
    this.prefix = prefix;
    this.unfinished = unfinished;
  }

  int run(Instant before, int max) {
    try {
      int swept = uploads(before, max);
      return swept + tails(before, max - swept);
    } catch (SdkException e) { // of the listings, which ask for their pages as they go
      throw Faults.of(e);
    }
  }

  private int uploads(Instant before, int max) {
    int swept = 0;
    for (MultipartUpload upload : bucket.uploads(prefix)) {
      if (swept == max) {
        break;
      }
      String tail = unfinished + Upload.shortened(upload.uploadId());
      if (isOurs(upload) && upload.initiated().isBefore(before) && isLeft(upload, tail, before)) {
        bucket.abort(upload.key(), upload.uploadId());
        bucket.delete(tail);
        swept++;
      }
    }
    return swept;
  }

  private boolean isOurs(MultipartUpload upload) {
    return MediaKey.parse(upload.key().substring(prefix.length())).isPresent();
  }

  private boolean isLeft(MultipartUpload upload, String tail, Instant before) {
    return bucket.parts(upload.key(), upload.uploadId()).stream()
            .allMatch(part -> part.changed().isBefore(before))
        && bucket.changed(tail).map(changed -> changed.isBefore(before)).orElse(true);
  }

  private int tails(Instant before, int max) {
    int swept = 0;
    Optional<String> after = Optional.empty();
    while (swept < max) {
      var page = bucket.list(unfinished, after, PAGE);
      for (S3Object tail : page.contents()) {
        after = Optional.of(tail.key());
        if (swept < max && tail.lastModified().isBefore(before)) {
          bucket.delete(tail.key());
          swept++;
        }
      }
      if (!page.isTruncated()) {
        break;
      }
    }
    return swept;
  }
}
