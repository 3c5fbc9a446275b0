package org.sealpost.storage.tck.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.WriteOutcome;

/// A blob store that is short enough to be believed: what there is stands in two maps, the bytes in
/// temporary files. It syncs nothing and lives as long as its [Place].
public class ModelBlobs implements BlobStore {
  /// What lasts from one instance to the next.
  ///
  /// @param folder an empty one
  public record Place(Path folder, TreeMap<String, Blob> objects, Map<String, Unfinished> uploads) {
    public Place(Path folder) {
      this(folder, new TreeMap<>(), new HashMap<>());
    }
  }

  /// A published object.
  public record Blob(Path file, Instant publishedAt) {}

  /// An upload that is not whole.
  public record Unfinished(MediaKey key, Path file, Instant touched) {}

  protected final Place place;

  public ModelBlobs(Place place) {
    this.place = place;
  }

  @Override
  public WriteOutcome write(MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
      throws IOException {
    Path file = newFile();
    MessageDigest digest = digest();
    if (copy(bytes, length, file, digest) < length) {
      return WriteOutcome.TOO_SHORT;
    }
    if (sha256.isPresent() && !sha256.get().equals(Bytes.wrap(digest.digest()))) {
      return WriteOutcome.OTHER_DIGEST;
    }
    return publish(key, file) ? WriteOutcome.WRITTEN : WriteOutcome.EXISTS;
  }

  /// Appends to the file until `upTo` bytes were copied or there are no more; how many.
  protected long copy(InputStream from, long upTo, Path file, MessageDigest digest)
      throws IOException {
    byte[] piece = new byte[16 * 1024];
    long copied = 0;
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      while (copied < upTo) {
        int n = from.read(piece, 0, (int) Math.min(piece.length, upTo - copied));
        if (n < 0) {
          break;
        }
        out.write(piece, 0, n);
        digest.update(piece, 0, n);
        copied += n;
      }
    }
    return copied;
  }

  /// Whether it was the first of its key.
  protected boolean publish(MediaKey key, Path file) {
    synchronized (place) {
      return place.objects.putIfAbsent(key.path(), new Blob(file, Instant.now())) == null;
    }
  }

  @Override
  public String begin(MediaKey key) {
    String upload = UUID.randomUUID().toString();
    synchronized (place) {
      place.uploads.put(upload, new Unfinished(key, newFile(), Instant.now()));
    }
    return upload;
  }

  /// The upload, when it is this key's.
  protected Optional<Unfinished> unfinished(MediaKey key, String upload) {
    synchronized (place) {
      return Optional.ofNullable(place.uploads.get(upload)).filter(u -> u.key().equals(key));
    }
  }

  @Override
  public Optional<Long> offset(MediaKey key, String upload) {
    return unfinished(key, upload).map(found -> sizeOf(found.file()));
  }

  @Override
  public synchronized AppendOutcome append(
      MediaKey key, String upload, long offset, long total, InputStream bytes) throws IOException {
    Optional<Unfinished> found = unfinished(key, upload);
    if (found.isEmpty()) {
      return new AppendOutcome.Unknown();
    }
    Path file = found.get().file();
    long size = sizeOf(file);
    if (size != offset) {
      return new AppendOutcome.OtherOffset(size);
    }
    long whole = size + copy(bytes, total - size, file, digest());
    synchronized (place) {
      place.uploads.put(upload, new Unfinished(key, file, Instant.now()));
    }
    if (sizeOf(file) != whole) {
      return new AppendOutcome.OtherOffset(sizeOf(file));
    }
    if (whole < total) {
      return new AppendOutcome.Kept(whole);
    }
    boolean _ = publish(key, file);
    return new AppendOutcome.Published();
  }

  @Override
  public void abandon(MediaKey key, String upload) {
    synchronized (place) {
      if (unfinished(key, upload).isPresent()) {
        place.uploads.remove(upload);
      }
    }
  }

  protected Optional<Blob> object(MediaKey key) {
    synchronized (place) {
      return Optional.ofNullable(place.objects.get(key.path()));
    }
  }

  @Override
  public Optional<Long> size(MediaKey key) {
    return object(key).map(blob -> sizeOf(blob.file()));
  }

  @Override
  public Optional<InputStream> read(MediaKey key, long first, long length) {
    return object(key).map(blob -> open(blob.file(), first, length));
  }

  @Override
  public void delete(MediaKey key) {
    synchronized (place) {
      place.objects.remove(key.path());
    }
  }

  @Override
  public BlobPage list(Optional<String> after, int max) {
    synchronized (place) {
      List<BlobPage.Found> found =
          place.objects.tailMap(after.orElse(""), false).entrySet().stream()
              .limit(max)
              .map(entry ->
                  new BlobPage.Found(
                      MediaKey.parse(entry.getKey()).orElseThrow(),
                      sizeOf(entry.getValue().file()),
                      entry.getValue().publishedAt()))
              .toList();
      return new BlobPage(
          found, found.size() < max ? Optional.empty() : Optional.of(found.getLast().key().path()));
    }
  }

  @Override
  public int sweepUnfinished(Instant before, int max) {
    synchronized (place) {
      List<String> old =
          place.uploads.entrySet().stream()
              .filter(entry -> swept(entry.getValue(), before))
              .map(Map.Entry::getKey)
              .limit(max)
              .toList();
      old.forEach(place.uploads::remove);
      return old.size();
    }
  }

  protected boolean swept(Unfinished upload, Instant before) {
    return object(upload.key()).isEmpty() && upload.touched().isBefore(before);
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  protected Path newFile() {
    try {
      return Files.createTempFile(place.folder, "blob", null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A part of a file.
  protected static InputStream open(Path file, long first, long length) {
    try {
      SeekableByteChannel channel = Files.newByteChannel(file).position(first);
      return new Part(Channels.newInputStream(channel), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(into, offset, (int) Math.min(count, left));
      left -= Math.max(n, 0);
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
