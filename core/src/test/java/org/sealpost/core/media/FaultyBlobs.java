package org.sealpost.core.media;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.WriteOutcome;
import org.sealpost.storage.tck.faults.Fault;

/// A blob store whose next call of one operation fails, before or after it was done, or is held up
/// by what a test does meanwhile.
final class FaultyBlobs implements BlobStore {
  private final BlobStore inner;
  private volatile String operation = "";
  private volatile Fault fault = Fault.BEFORE;
  private volatile Runnable then = () -> {};
  private volatile BiConsumer<String, Fault> hook = (_, _) -> {};

  FaultyBlobs(BlobStore inner) {
    this.inner = inner;
  }

  /// The next call of this operation fails.
  void failNext(String next, Fault when) {
    runAt(
        next,
        when,
        () -> {
          throw new BlobsUnavailable("planned fault " + when + " " + next);
        });
  }

  /// Something happens right before or right after the next call of this operation.
  void runAt(String next, Fault when, Runnable what) {
    fault = when;
    then = what;
    operation = next;
  }

  /// Asked at every call, before and after it; what it throws is the call's fault.
  void everywhere(BiConsumer<String, Fault> what) {
    hook = what;
  }

  private void at(String called, Fault when) {
    hook.accept(called, when);
    if (operation.equals(called) && fault == when) {
      operation = "";
      then.run();
    }
  }

  @Override
  public WriteOutcome write(MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
      throws IOException {
    at("write", Fault.BEFORE);
    WriteOutcome outcome = inner.write(key, length, sha256, bytes);
    at("write", Fault.AFTER);
    return outcome;
  }

  @Override
  public String begin(MediaKey key) {
    at("begin", Fault.BEFORE);
    String upload = inner.begin(key);
    at("begin", Fault.AFTER);
    return upload;
  }

  @Override
  public Optional<Long> offset(MediaKey key, String upload) {
    at("offset", Fault.BEFORE);
    return inner.offset(key, upload);
  }

  @Override
  public AppendOutcome append(
      MediaKey key, String upload, long offset, long total, InputStream bytes) throws IOException {
    at("append", Fault.BEFORE);
    AppendOutcome outcome = inner.append(key, upload, offset, total, bytes);
    at("append", Fault.AFTER);
    return outcome;
  }

  @Override
  public void abandon(MediaKey key, String upload) {
    at("abandon", Fault.BEFORE);
    inner.abandon(key, upload);
    at("abandon", Fault.AFTER);
  }

  @Override
  public Optional<Long> size(MediaKey key) {
    at("size", Fault.BEFORE);
    Optional<Long> size = inner.size(key);
    at("size", Fault.AFTER);
    return size;
  }

  @Override
  public Optional<InputStream> read(MediaKey key, long first, long length) {
    at("read", Fault.BEFORE);
    return inner.read(key, first, length);
  }

  @Override
  public void delete(MediaKey key) {
    at("delete", Fault.BEFORE);
    inner.delete(key);
    at("delete", Fault.AFTER);
  }

  @Override
  public BlobPage list(Optional<String> after, int max) {
    at("list", Fault.BEFORE);
    return inner.list(after, max);
  }

  @Override
  public int sweepUnfinished(Instant before, int max) {
    at("sweepUnfinished", Fault.BEFORE);
    return inner.sweepUnfinished(before, max);
  }

  @Override
  public Optional<String> trouble() {
    return inner.trouble();
  }

  @Override
  public void close() {
    inner.close();
  }
}
