package org.sealpost.blobs.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.BlobPage;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The published objects by name, one folder of [MediaKey] after the other. A page goes on behind a
/// name and not at a place, so that nothing that stays is passed over while others come and go.
final class Listing {
  /// In the service's order.
  private static final List<String> FOLDERS =
      List.of("attachments/", "groups/", "profiles/", "stickers/");

  /// What one answer of the service has at most.
  private static final int MOST = 1_000;

  private final Bucket bucket;
  private final String prefix;

  Listing(Bucket bucket, String prefix) {
    this.bucket = bucket;
    this.prefix = prefix;
  }

  BlobPage page(Optional<String> after, int max) {
    List<BlobPage.Found> found = new ArrayList<>();
    Optional<String> behind = after;
    for (String folder : FOLDERS) {
      boolean over = behind.isPresent() && behind.get().compareTo(folder) > 0;
      if (over && !behind.orElseThrow().startsWith(folder)) {
        continue;
      }
      boolean more = true;
      while (more) {
        ListObjectsV2Response answer =
            bucket.list(
                prefix + folder,
                behind.filter(name -> name.startsWith(folder)).map(name -> prefix + name),
                Math.min(MOST, max - found.size()));
        for (S3Object object : answer.contents()) {
          String path = object.key().substring(prefix.length());
          behind = Optional.of(path);
          MediaKey.parse(path)
              .ifPresent(
                  key -> found.add(new BlobPage.Found(key, object.size(), object.lastModified())));
        }
        more = answer.isTruncated();
        if (found.size() == max) {
          return new BlobPage(found, behind);
        }
      }
    }
    return new BlobPage(found, Optional.empty());
  }
}
