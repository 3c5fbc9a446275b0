package org.sealpost.blobs.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobsUnavailable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// Uploads in pieces, as the service's multipart uploads. All parts but the last have one size, and
/// what came behind the last whole one when the source ended is a small object, the tail. So a
/// source that is cut every few bytes still gets on.
///
/// ```
/// object    |--- part 1 ---|--- part 2 ---|--- part 3 (the last) -|
/// kept      [==============|==============]-- tail --]            after a cut
/// whole     [==============|==============|=======================] and nobody has said complete yet
/// ```
///
/// Whether all bytes are there must be seen without the total: the last part is shorter than the
/// others, or the tail says so ahead of it (`whole`). Whoever meets such an upload completes it.
final class Uploads {
  static final int MAX_PARTS = 10_000;
  private static final String PART = "part";
  private static final String WHOLE = "whole";

  private final Bucket bucket;
  private final String unfinished;

  /// @param unfinished what the names of tails begin with
  Uploads(Bucket bucket, String unfinished) {
    this.bucket = bucket;
    this.unfinished = unfinished;
  }

  /// Where an upload stands.
  sealed interface Found {
    /// There is no such upload, and no object that came of it.
    record Absent() implements Found {}

    /// The object came of it.
    record Published(long bytes) implements Found {}

    /// Nothing is published yet.
    ///
    /// @param tail bytes behind the parts
    /// @param hasTail there is an object to be removed in the end, whatever it holds
    record Open(List<Bucket.Part> parts, long tail, boolean hasTail, boolean whole)
        implements Found {
      long partsEnd() {
        return parts.stream().mapToLong(Bucket.Part::bytes).sum();
      }

      long offset() {
        return partsEnd() + tail;
      }
    }
  }

  Upload begin(String object, int partBytes) {
    String mark = Upload.newMark();
    return new Upload(partBytes, mark, bucket.begin(object, Upload.metadata(mark)));
  }

  /// Looks, and completes what is whole.
  Found find(String object, Upload upload) {
    Found found = look(object, upload);
    if (found instanceof Found.Open open && open.whole()) {
      return complete(object, upload, open.parts(), open.hasTail())
          ? new Found.Published(open.partsEnd())
          : new Found.Absent();
    }
    return found;
  }

  private Found look(String object, Upload upload) {
    List<Bucket.Part> parts = unbroken(bucket.parts(object, upload.id()), upload.partBytes());
    if (parts.isEmpty() && !bucket.isOpen(object, upload.id())) {
      return bucket
          .head(object)
          .filter(head -> Upload.made(upload.mark(), head))
          .<Found>map(head -> new Found.Published(head.bytes()))
          .orElseGet(Found.Absent::new);
    }
    Optional<Bucket.Head> tail = bucket.head(tailOf(upload));
    String next = Integer.toString(parts.size() + 1);
    boolean goesOn = tail.map(head -> next.equals(head.metadata().get(PART))).orElse(false);
    boolean endsShort = !parts.isEmpty() && parts.getLast().bytes() < upload.partBytes();
    boolean said =
        tail.map(head -> Integer.toString(parts.size()).equals(head.metadata().get(WHOLE)))
            .orElse(false);
    return new Found.Open(
        parts, goesOn ? tail.orElseThrow().bytes() : 0, tail.isPresent(), endsShort || said);
  }

  /// The parts up to the first gap or the first short one.
  private static List<Bucket.Part> unbroken(List<Bucket.Part> parts, int partBytes) {
    List<Bucket.Part> unbroken = new ArrayList<>();
    for (Bucket.Part part : parts) {
      if (part.number() != unbroken.size() + 1) {
        break;
      }
      unbroken.add(part);
      if (part.bytes() < partBytes) {
        break;
      }
    }
    return unbroken;
  }

  private String tailOf(Upload upload) {
    return unfinished + Upload.shortened(upload.id());
  }

  /// Adds what the source has behind what is kept.
  ///
  /// @param open where it stands: not whole, and its offset is where the source begins
  /// @throws IOException the source's; what came before it is kept
  AppendOutcome append(
      String object, Upload upload, Found.Open open, long total, InputStream source, Spool spool)
      throws IOException {
    List<Bucket.Part> parts = new ArrayList<>(open.parts());
    boolean hasTail = open.hasTail();
    long partsEnd = open.partsEnd();
    long kept = open.tail();
    if (kept > 0 && !loadTail(upload, kept, spool)) {
      return new AppendOutcome.OtherOffset(partsEnd);
    }
    while (true) {
      long left = total - partsEnd;
      gather(upload, parts.size() + 1, kept, Math.min(left, upload.partBytes()), source, spool);
      if (spool.size() < Math.min(left, upload.partBytes())) {
        return new AppendOutcome.Kept(partsEnd + spool.size());
      }
      boolean last = spool.size() == left;
      if (last && left == upload.partBytes()) {
        // nothing else would tell it from a part that others follow
        sayWhole(upload, parts.size() + 1);
        hasTail = true;
      }
      Optional<Bucket.Part> sent = bucket.send(object, upload.id(), parts.size() + 1, spool);
      if (sent.isEmpty()) {
        return publishedBySomebody(object, upload);
      }
      parts.add(sent.get());
      partsEnd += spool.size();
      kept = 0;
      if (last) {
        return complete(object, upload, parts, hasTail)
            ? new AppendOutcome.Published()
            : new AppendOutcome.Unknown();
      }
      spool.clear();
    }
  }

  /// Fills the spool; where the source ends or breaks below that, what is there becomes the tail.
  ///
  /// @param kept how much of it is the tail already
  private void gather(
      Upload upload, int part, long kept, long upTo, InputStream source, Spool spool)
      throws IOException {
    try {
      spool.fill(source, upTo);
    } catch (IOException | RuntimeException e) {
      try {
        keepTail(upload, part, kept, spool);
      } catch (BlobsUnavailable lost) {
        e.addSuppressed(lost);
      }
      throw e;
    }
    if (spool.size() < upTo) {
      keepTail(upload, part, kept, spool);
    }
  }

  private void keepTail(Upload upload, int part, long kept, Spool spool) {
    if (spool.size() > kept) {
      bucket.overwrite(tailOf(upload), Map.of(PART, Integer.toString(part)), spool);
    }
  }

  private boolean loadTail(Upload upload, long bytes, Spool spool) {
    Optional<ResponseInputStream<GetObjectResponse>> tail =
        bucket.get(tailOf(upload), 0, bytes - 1, Optional.empty());
    if (tail.isEmpty()) {
      return false;
    }
    try (InputStream in = tail.get()) {
      spool.fill(in, bytes);
    } catch (IOException e) {
      throw new BlobsUnavailable(
          "the object store broke off (" + e.getClass().getSimpleName() + ")");
    }
    if (spool.size() < bytes) {
      throw new BlobsUnavailable("the object store broke off");
    }
    return true;
  }

  /// Ahead of the last part. Where that does not arrive, a tail that was there is lost.
  private void sayWhole(Upload upload, int parts) {
    bucket.note(tailOf(upload), Map.of(WHOLE, Integer.toString(parts)));
  }

  private AppendOutcome publishedBySomebody(String object, Upload upload) {
    return look(object, upload) instanceof Found.Published
        ? new AppendOutcome.Published()
        : new AppendOutcome.Unknown();
  }

  /// Whether the object is there by this upload, now or before.
  boolean complete(String object, Upload upload, List<Bucket.Part> parts, boolean hasTail) {
    // Also for stores that do not know the condition: an object is never replaced.
    Optional<Bucket.Head> there = bucket.head(object);
    boolean done =
        there.isEmpty() && bucket.complete(object, upload.id(), parts) == Bucket.Put.DONE;
    boolean ours =
        done
            || there
                .or(() -> bucket.head(object))
                .map(head -> Upload.made(upload.mark(), head))
                .orElse(false);
    if (!ours) {
      if (bucket.head(object).isEmpty()) {
        throw new BlobsUnavailable("the object store did not complete an upload");
      }
      bucket.abort(object, upload.id());
    }
    if (hasTail) {
      bucket.delete(tailOf(upload));
    }
    return ours;
  }

  /// Removes what is kept of it; an object that came of it stays.
  void abandon(String object, Upload upload) {
    bucket.abort(object, upload.id());
    bucket.delete(tailOf(upload));
  }
}
