package org.sealpost.blobs.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.sealpost.storage.blobs.BlobsUnavailable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// A range of an object as it comes from the store; where the store breaks off, it is asked for the
/// rest. Used by one thread.
final class ObjectStream extends InputStream {
  /// So often the store may break off without a byte in between.
  private static final int PATIENCE = 2;

  private final Bucket bucket;
  private final String object;
  private final Turns.Turn turn;
  private final Optional<String> etag;
  private final long last;
  private long at;
  private int failures;
  private ResponseInputStream<GetObjectResponse> in;

  private ObjectStream(
      Bucket bucket,
      String object,
      long first,
      ResponseInputStream<GetObjectResponse> in,
      Turns.Turn turn) {
    this.bucket = bucket;
    this.object = object;
    this.at = first;
    this.in = in;
    this.turn = turn;
    this.etag = Optional.ofNullable(in.response().eTag());
    this.last = first + Bucket.whole(in.response().contentLength()) - 1;
  }

  /// @param turn ends with the stream, or at once when there is no such object
  static Optional<InputStream> open(
      Bucket bucket, String object, long first, long length, Turns.Turn turn) {
    boolean opened = false;
    try {
      long last = length > Long.MAX_VALUE - first ? Long.MAX_VALUE : first + length - 1;
      Optional<InputStream> stream =
          bucket
              .get(object, first, last, Optional.empty())
              .map(in -> new ObjectStream(bucket, object, first, in, turn));
      opened = stream.isPresent();
      return stream;
    } finally {
      if (!opened) {
        turn.close();
      }
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    while (at <= last) {
      try {
        int read = in.read(into, offset, (int) Math.min(count, last - at + 1));
        if (read >= 0) {
          at += read;
          failures = 0;
          return read;
        }
      } catch (IOException | RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new BlobsUnavailable("interrupted while reading from the object store");
        }
      }
      again();
    }
    return count == 0 ? 0 : -1;
  }

  private void again() {
    in.abort();
    failures++;
    if (failures > PATIENCE) {
      throw new BlobsUnavailable("the object store broke off");
    }
    in =
        bucket
            .get(object, at, last, etag)
            .orElseThrow(() -> new BlobsUnavailable("an object went away while it was read"));
  }

  @Override
  public void close() {
    // draining what nobody reads would take as long as reading it
    in.abort();
    turn.close();
  }
}
