package org.sealpost.blobs.s3;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.BlobsUnavailable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// What the SDK's exceptions mean. Ours name the store's error code or the kind of failure, and
/// have no cause: the store's messages show the names of objects.
final class Faults {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int INSUFFICIENT_STORAGE = 507;

  /// MinIO's, Ceph's and others' words for a full store.
  private static final Set<String> FULL =
      Set.of(
          "InsufficientStorage",
          "QuotaExceeded",
          "XMinioStorageFull",
          "XMinioAdminBucketQuotaExceeded",
          "BucketQuotaExceeded");

  private Faults() {}

  static BlobsUnavailable of(SdkException fault) {
    String what = describe(fault);
    if (fault instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      Thread.currentThread().interrupt();
      return new BlobsUnavailable("interrupted while waiting for the object store");
    }
    if (fault instanceof ApiCallTimeoutException
        || fault instanceof ApiCallAttemptTimeoutException) {
      return new BlobsUnavailable("the object store does not answer in time");
    }
    if (fault instanceof AwsServiceException service) {
      if (service.statusCode() == INSUFFICIENT_STORAGE || FULL.contains(what)) {
        return new BlobsFull("the object store is full (" + what + ")");
      }
      return new BlobsUnavailable(
          service.statusCode() >= 500 || service.isThrottlingException()
              ? "the object store cannot do it now (" + what + ")"
              : "the object store refuses a call (" + what + ")");
    }
    return new BlobsUnavailable("the object store cannot be reached (" + what + ")");
  }

  /// No object of that name; a bucket that is not there is a fault.
  static boolean isNoObject(SdkException fault) {
    return status(fault) == NOT_FOUND && !"NoSuchBucket".equals(describe(fault));
  }

  static boolean isNoUpload(SdkException fault) {
    return "NoSuchUpload".equals(describe(fault));
  }

  /// The name has an object.
  static boolean isTaken(SdkException fault) {
    return status(fault) == PRECONDITION_FAILED;
  }

  /// Somebody else writes the same name just now.
  static boolean isConflict(SdkException fault) {
    return status(fault) == CONFLICT;
  }

  static boolean isBeyondTheEnd(SdkException fault) {
    return status(fault) == RANGE_NOT_SATISFIABLE;
  }

  /// A condition that the store does not know.
  static boolean isNotImplemented(SdkException fault) {
    return status(fault) == NOT_IMPLEMENTED;
  }

  private static int status(SdkException fault) {
    return fault instanceof AwsServiceException service ? service.statusCode() : 0;
  }

  /// The store's code, or the innermost kind of failure.
  static String describe(SdkException fault) {
    if (fault instanceof AwsServiceException service) {
      return Optional.ofNullable(service.awsErrorDetails())
          .flatMap(details -> Optional.ofNullable(details.errorCode()))
          .filter(code -> !code.isEmpty())
          .orElseGet(() -> String.format(Locale.ROOT, "HTTP %d", service.statusCode()));
    }
    Throwable innermost = fault;
    for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
      innermost = cause;
    }
    return innermost.getClass().getSimpleName();
  }
}
