package org.sealpost.blobs.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.storage.blobs.BlobsUnavailable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// The calls of the service that this store makes, by the whole names of objects. Faults come out
/// as [BlobsUnavailable]. Safe for any number of threads.
final class Bucket {
  static final String BYTES = "application/octet-stream";
  private static final Duration GLANCE = Duration.ofSeconds(3);

  /// A call that carries a part has as much time as that many others.
  private static final int PART_TIMES = 4;

  private final S3Client client;
  private final String name;
  private final AwsRequestOverrideConfiguration carrying;

  /// Until a store says that it does not know a condition.
  private volatile boolean conditional = true;

  Bucket(S3Client client, String name, Duration timeout) {
    this.client = client;
    this.name = name;
    this.carrying =
        AwsRequestOverrideConfiguration.builder()
            .apiCallAttemptTimeout(timeout.multipliedBy(PART_TIMES))
            .apiCallTimeout(timeout.multipliedBy(2 * PART_TIMES))
            .build();
  }

  /// What the store knows of an object.
  record Head(long bytes, Map<String, String> metadata) {}

  /// One whole part of an upload.
  record Part(int number, String etag, long bytes, Instant changed) {}

  /// What became of a publication.
  enum Put {
    DONE,
    /// The name has an object, or the upload is not there (any more).
    NOT_DONE
  }

  Optional<Head> head(String object) {
    return ifThere(() -> client.headObject(request -> request.bucket(name).key(object)))
        .map(found -> new Head(whole(found.contentLength()), found.metadata()));
  }

  /// An answer that was cut within its head has no length.
  static long whole(@Nullable Long length) {
    if (length == null) {
      throw new BlobsUnavailable("the object store broke off");
    }
    return length;
  }

  /// As it was at the last change of an object of ours that may change.
  Optional<Instant> changed(String object) {
    return ifThere(() -> client.headObject(request -> request.bucket(name).key(object)))
        .map(HeadObjectResponse::lastModified);
  }

  private static <T> Optional<T> ifThere(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (SdkException e) {
      if (Faults.isNoObject(e)) {
        return Optional.empty();
      }
      throw Faults.of(e);
    }
  }

  private static <T> T ask(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw Faults.of(e);
    }
  }

  /// Writes what is in the spool, over what is there.
  void overwrite(String object, Map<String, String> metadata, Spool spool) {
    Put _ = ask(() -> put(object, metadata, spool, false));
  }

  /// Writes an object without bytes, over what is there.
  void note(String object, Map<String, String> metadata) {
    var _ =
        ask(() ->
            client.putObject(
                request -> request.bucket(name).key(object).metadata(metadata),
                RequestBody.empty()));
  }

  /// Writes what is in the spool unless there is an object of that name.
  Put create(String object, Map<String, String> metadata, Spool spool) {
    return publish(condition -> put(object, metadata, spool, condition));
  }

  private Put put(String object, Map<String, String> metadata, Spool spool, boolean condition) {
    var _ =
        client.putObject(
            request -> {
              request
                  .bucket(name)
                  .key(object)
                  .contentType(BYTES)
                  .contentMD5(spool.md5())
                  .metadata(metadata)
                  .overrideConfiguration(carrying);
              if (condition) {
                request.ifNoneMatch("*");
              }
            },
            body(spool));
    return Put.DONE;
  }

  private static RequestBody body(Spool spool) {
    return RequestBody.fromContentProvider(spool::read, spool.size(), BYTES);
  }

  /// A call that must not replace an object.
  private interface Publication {
    Put make(boolean condition);
  }

  private Put publish(Publication call) {
    boolean condition = conditional;
    try {
      return call.make(condition);
    } catch (SdkException e) {
      if (condition && Faults.isNotImplemented(e)) {
        conditional = false;
        return ask(() -> call.make(false));
      }
      if (Faults.isTaken(e) || Faults.isConflict(e) || Faults.isNoUpload(e)) {
        return Put.NOT_DONE;
      }
      throw Faults.of(e);
    }
  }

  /// The id of a new upload in parts.
  String begin(String object, Map<String, String> metadata) {
    return ask(() ->
        client
            .createMultipartUpload(
                request -> request.bucket(name).key(object).contentType(BYTES).metadata(metadata))
            .uploadId());
  }

  /// Sends what is in the spool as a part.
  ///
  /// @return empty when there is no such upload (any more)
  Optional<Part> send(String object, String upload, int number, Spool spool) {
    try {
      String etag =
          client
              .uploadPart(
                  request ->
                      request
                          .bucket(name)
                          .key(object)
                          .uploadId(upload)
                          .partNumber(number)
                          .contentLength(spool.size())
                          .contentMD5(spool.md5())
                          .overrideConfiguration(carrying),
                  body(spool))
              .eTag();
      return Optional.of(new Part(number, etag, spool.size(), Instant.EPOCH));
    } catch (SdkException e) {
      if (Faults.isNoUpload(e)) {
        return Optional.empty();
      }
      throw Faults.of(e);
    }
  }

  /// In the order of their numbers; none also when there is no such upload.
  List<Part> parts(String object, String upload) {
    List<Part> parts = new ArrayList<>();
    try {
      client
          .listPartsPaginator(request -> request.bucket(name).key(object).uploadId(upload))
          .parts()
          .forEach(part ->
              parts.add(
                  new Part(part.partNumber(), part.eTag(), part.size(), part.lastModified())));
    } catch (SdkException e) {
      if (Faults.isNoUpload(e)) {
        return List.of();
      }
      throw Faults.of(e);
    }
    return parts;
  }

  /// Asked when there are no parts: some stores say the same of an upload that is not there.
  boolean isOpen(String object, String upload) {
    return ask(() ->
        client
            .listMultipartUploadsPaginator(request -> request.bucket(name).prefix(object))
            .uploads()
            .stream()
            .anyMatch(found -> found.uploadId().equals(upload) && found.key().equals(object)));
  }

  /// Publishes an upload.
  Put complete(String object, String upload, List<Part> parts) {
    List<CompletedPart> all =
        parts.stream()
            .map(
                part -> CompletedPart.builder().partNumber(part.number()).eTag(part.etag()).build())
            .toList();
    return publish(condition -> {
      var _ =
          client.completeMultipartUpload(request -> {
            request
                .bucket(name)
                .key(object)
                .uploadId(upload)
                .multipartUpload(those -> those.parts(all))
                .overrideConfiguration(carrying);
            if (condition) {
              request.ifNoneMatch("*");
            }
          });
      return Put.DONE;
    });
  }

  void abort(String object, String upload) {
    try {
      var _ =
          client.abortMultipartUpload(request -> request.bucket(name).key(object).uploadId(upload));
    } catch (SdkException e) {
      if (!Faults.isNoUpload(e)) {
        throw Faults.of(e);
      }
    }
  }

  void delete(String object) {
    var _ = ask(() -> client.deleteObject(request -> request.bucket(name).key(object)));
  }

  /// From `first` to `last`, both included; the caller closes or aborts it.
  ///
  /// @param etag what it must still be
  Optional<ResponseInputStream<GetObjectResponse>> get(
      String object, long first, long last, Optional<String> etag) {
    try {
      return Optional.of(
          client.getObject(request -> {
            request.bucket(name).key(object).range("bytes=" + first + "-" + last);
            etag.ifPresent(request::ifMatch);
          }));
    } catch (SdkException e) {
      if (Faults.isNoObject(e) || Faults.isTaken(e)) {
        return Optional.empty();
      }
      if (Faults.isBeyondTheEnd(e)) {
        throw new BlobsUnavailable("the object ends before what is to be read");
      }
      throw Faults.of(e);
    }
  }

  ListObjectsV2Response list(String prefix, Optional<String> after, int max) {
    return ask(() ->
        client.listObjectsV2(request -> {
          request.bucket(name).prefix(prefix).maxKeys(max);
          after.ifPresent(request::startAfter);
        }));
  }

  /// All uploads in parts that are not complete.
  Iterable<MultipartUpload> uploads(String prefix) {
    return client
        .listMultipartUploadsPaginator(request -> request.bucket(name).prefix(prefix))
        .uploads();
  }

  /// Asks whether the bucket is there and may be used.
  void glance() throws BlobsUnavailable {
    var _ =
        ask(() ->
            client.headBucket(request ->
                request
                    .bucket(name)
                    .overrideConfiguration(settings ->
                        settings.apiCallAttemptTimeout(GLANCE).apiCallTimeout(GLANCE))));
  }
}
