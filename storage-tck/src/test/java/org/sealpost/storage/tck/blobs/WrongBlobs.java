package org.sealpost.storage.tck.blobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.WriteOutcome;
import org.sealpost.storage.tck.blobs.ModelBlobs.Blob;
import org.sealpost.storage.tck.blobs.ModelBlobs.Place;
import org.sealpost.storage.tck.blobs.ModelBlobs.Unfinished;

/// One mistake each.
final class WrongBlobs {
  private WrongBlobs() {}

  static Supplier<BlobStore> replacing(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          protected boolean publish(MediaKey key, Path file) {
            place.objects().remove(key.path());
            return super.publish(key, file);
          }
        };
  }

  static Supplier<BlobStore> lookingOnlyBefore(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public WriteOutcome write(
              MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
              throws IOException {
            return object(key).isPresent()
                ? WriteOutcome.EXISTS
                : super.write(key, length, sha256, bytes);
          }

          @Override
          protected boolean publish(MediaKey key, Path file) {
            place.objects().put(key.path(), new Blob(file, Instant.now()));
            return true;
          }
        };
  }

  static Supplier<BlobStore> publishingAsItComes(Place place) {
    return () ->
        new ModelBlobs(place) {
          private @org.jspecify.annotations.Nullable MediaKey now;

          @Override
          public WriteOutcome write(
              MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
              throws IOException {
            now = key;
            return super.write(key, length, sha256, bytes);
          }

          @Override
          protected long copy(InputStream from, long upTo, Path file, MessageDigest digest)
              throws IOException {
            if (now != null) {
              boolean _ = publish(now, file);
            }
            return super.copy(from, upTo, file, digest);
          }
        };
  }

  static Supplier<BlobStore> takingAnyDigest(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public WriteOutcome write(
              MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
              throws IOException {
            return super.write(key, length, Optional.empty(), bytes);
          }
        };
  }

  static Supplier<BlobStore> readingAhead(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public WriteOutcome write(
              MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
              throws IOException {
            return super.write(key, length, sha256, new java.io.BufferedInputStream(bytes));
          }
        };
  }

  /// As file names do in some file systems.
  static Supplier<BlobStore> ignoringCase(Place place) {
    return renaming(place, key -> MediaKey.parse(key.path().toLowerCase(Locale.ROOT)).orElse(key));
  }

  static Supplier<BlobStore> namingByTheLastPart(Place place) {
    Map<String, MediaKey> first = new HashMap<>();
    return renaming(place, key -> first.computeIfAbsent(key.name().substring(0, 1), _ -> key));
  }

  private static Supplier<BlobStore> renaming(
      Place place, java.util.function.UnaryOperator<MediaKey> name) {
    return () ->
        new ModelBlobs(place) {
          @Override
          protected boolean publish(MediaKey key, Path file) {
            return super.publish(name.apply(key), file);
          }

          @Override
          protected Optional<Blob> object(MediaKey key) {
            return super.object(name.apply(key));
          }
        };
  }

  static Supplier<BlobStore> readingFromTheStart(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public Optional<InputStream> read(MediaKey key, long first, long length) {
            return super.read(key, 0, length);
          }
        };
  }

  static Supplier<BlobStore> readingToTheEnd(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public Optional<InputStream> read(MediaKey key, long first, long length) {
            return super.read(key, first, Long.MAX_VALUE);
          }
        };
  }

  static Supplier<BlobStore> appendingAnywhere(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public synchronized AppendOutcome append(
              MediaKey key, String upload, long offset, long total, InputStream bytes)
              throws IOException {
            return super.append(key, upload, offset(key, upload).orElse(0L), total, bytes);
          }
        };
  }

  static Supplier<BlobStore> forgettingWhatBroke(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public synchronized AppendOutcome append(
              MediaKey key, String upload, long offset, long total, InputStream bytes)
              throws IOException {
            byte[] whole = bytes.readAllBytes();
            return super.append(key, upload, offset, total, new ByteArrayInputStream(whole));
          }
        };
  }

  static Supplier<BlobStore> takingMoreThanTheTotal(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          protected long copy(InputStream from, long upTo, Path file, MessageDigest digest)
              throws IOException {
            return super.copy(from, Long.MAX_VALUE, file, digest);
          }
        };
  }

  static Supplier<BlobStore> keepingUploadsInMemory(Place place) {
    return () -> new ModelBlobs(new Place(place.folder(), place.objects(), new HashMap<>()));
  }

  static Supplier<BlobStore> takingAnothersUpload(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          protected Optional<Unfinished> unfinished(MediaKey key, String upload) {
            return Optional.ofNullable(place.uploads().get(upload));
          }
        };
  }

  static Supplier<BlobStore> abandoningNothing(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public void abandon(MediaKey key, String upload) {}
        };
  }

  static Supplier<BlobStore> abandoningWhatIsPublished(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public void abandon(MediaKey key, String upload) {
            super.abandon(key, upload);
            delete(key);
          }
        };
  }

  static Supplier<BlobStore> forgettingPublishedUploads(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          protected boolean publish(MediaKey key, Path file) {
            place.uploads().values().removeIf(upload -> upload.key().equals(key));
            return super.publish(key, file);
          }

          @Override
          protected Optional<Unfinished> unfinished(MediaKey key, String upload) {
            return object(key).isPresent() ? Optional.empty() : super.unfinished(key, upload);
          }
        };
  }

  /// Both write behind what was there when each began.
  static Supplier<BlobStore> mixingWhoAppends(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public synchronized AppendOutcome append(
              MediaKey key, String upload, long offset, long total, InputStream bytes)
              throws IOException {
            Unfinished found = unfinished(key, upload).orElseThrow();
            long _ = copy(bytes, total - offset, found.file(), digest());
            boolean _ = publish(key, found.file());
            return new AppendOutcome.Published();
          }
        };
  }

  static Supplier<BlobStore> oneUploadAtATime(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public String begin(MediaKey key) {
            place.uploads().clear();
            return super.begin(key);
          }
        };
  }

  static Supplier<BlobStore> deletingForAWhile(Place place) {
    return () -> {
      Place found = new Place(place.folder(), new java.util.TreeMap<>(), place.uploads());
      found.objects().putAll(place.objects());
      return new ModelBlobs(found) {
        @Override
        protected boolean publish(MediaKey key, Path file) {
          place.objects().putIfAbsent(key.path(), new Blob(file, Instant.now()));
          return super.publish(key, file);
        }
      };
    };
  }

  static Supplier<BlobStore> listingUnfinished(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public BlobPage list(Optional<String> after, int max) {
            place.uploads().values().forEach(upload -> publish(upload.key(), upload.file()));
            return super.list(after, max);
          }
        };
  }

  static Supplier<BlobStore> listingOnePage(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public BlobPage list(Optional<String> after, int max) {
            return new BlobPage(super.list(after, max).objects(), Optional.empty());
          }
        };
  }

  /// A page is so many objects further on, whatever was deleted meanwhile.
  static Supplier<BlobStore> countingPages(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public BlobPage list(Optional<String> after, int max) {
            int first = after.map(Integer::parseInt).orElse(0);
            List<BlobPage.Found> all =
                new ArrayList<>(super.list(Optional.empty(), Integer.MAX_VALUE).objects());
            int next = Math.min(all.size(), first + max);
            return new BlobPage(
                all.subList(Math.min(first, next), next),
                next == all.size() ? Optional.empty() : Optional.of("" + next));
          }
        };
  }

  static Supplier<BlobStore> sweepingWhatIsTouched(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          protected boolean swept(Unfinished upload, Instant before) {
            return true;
          }
        };
  }

  static Supplier<BlobStore> sweepingWithoutBound(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public int sweepUnfinished(Instant before, int max) {
            return super.sweepUnfinished(before, Integer.MAX_VALUE);
          }
        };
  }

  static Supplier<BlobStore> holdingWrites(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public WriteOutcome write(
              MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
              throws IOException {
            InputStream held = new ByteArrayInputStream(bytes.readNBytes((int) length));
            return super.write(key, length, sha256, held);
          }
        };
  }

  static Supplier<BlobStore> holdingAppends(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public synchronized AppendOutcome append(
              MediaKey key, String upload, long offset, long total, InputStream bytes)
              throws IOException {
            InputStream held = new ByteArrayInputStream(bytes.readAllBytes());
            return super.append(key, upload, offset, total, held);
          }
        };
  }

  static Supplier<BlobStore> holdingReads(Place place) {
    return () ->
        new ModelBlobs(place) {
          @Override
          public Optional<InputStream> read(MediaKey key, long first, long length) {
            return super.read(key, first, length)
                .map(in -> {
                  try {
                    return new ByteArrayInputStream(in.readAllBytes());
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
          }
        };
  }
}
