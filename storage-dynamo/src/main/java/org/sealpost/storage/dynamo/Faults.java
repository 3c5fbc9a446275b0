package org.sealpost.storage.dynamo;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/// What the SDK's exceptions mean. Ours name the service's error code or the kind of failure, and
/// have no cause: the service's messages may show keys and values.
final class Faults {
  static final String CONFLICT = "TransactionConflict";
  static final String CONDITION = "ConditionalCheckFailed";

  /// Of an action of a canceled transaction that would have been carried out.
  private static final String NO_REASON = "None";

  private static final Set<String> THROTTLES =
      Set.of(
          "ProvisionedThroughputExceeded",
          "ProvisionedThroughputExceededException",
          "Throttling",
          "ThrottlingError",
          "ThrottlingException",
          "RequestLimitExceeded",
          "LimitExceededException");

  private static final Set<String> CONFLICTS =
      Set.of(CONFLICT, "TransactionConflictException", "TransactionInProgressException");

  /// How a failed call is to be gone about.
  enum Kind {
    /// The service did nothing and wants fewer requests.
    THROTTLED,
    /// Another transaction holds an item; nothing was done.
    CONFLICT,
    /// Nobody knows what became of it; the same may be sent again.
    UNKNOWN,
    /// It will fail again.
    REFUSED,
    /// The caller was interrupted.
    INTERRUPTED
  }

  private Faults() {}

  static Kind kind(SdkException fault) {
    if (fault instanceof TransactionCanceledException canceled) {
      return kind(canceled);
    }
    if (fault instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return Kind.INTERRUPTED;
    }
    if (fault instanceof AwsServiceException service) {
      String code = code(service);
      if (THROTTLES.contains(code)) {
        return Kind.THROTTLED;
      }
      if (CONFLICTS.contains(code)) {
        return Kind.CONFLICT;
      }
      return service.statusCode() >= 500 ? Kind.UNKNOWN : Kind.REFUSED;
    }
    return Kind.UNKNOWN;
  }

  /// Whether the service may have carried the call out, or may be about to.
  static boolean mayBeDone(SdkException fault) {
    return switch (kind(fault)) {
      case UNKNOWN, INTERRUPTED -> true;
      case CONFLICT -> fault instanceof TransactionInProgressException;
      case THROTTLED, REFUSED -> false;
    };
  }

  /// Of a transaction that was canceled for other reasons than its conditions: the first that
  /// speaks for trying again.
  private static Kind kind(TransactionCanceledException canceled) {
    for (var reason : canceled.cancellationReasons()) {
      String code = String.valueOf(reason.code());
      if (CONFLICTS.contains(code)) {
        return Kind.CONFLICT;
      }
      if (THROTTLES.contains(code)) {
        return Kind.THROTTLED;
      }
    }
    return Kind.REFUSED;
  }

  /// @param fault the last one, after which nobody tries again
  static RuntimeException of(SdkException fault) {
    String what = describe(fault);
    return switch (kind(fault)) {
      case THROTTLED -> new StorageBusy("the database limits its requests (" + what + ")");
      case CONFLICT -> new StorageBusy("others write the same items (" + what + ")");
      case INTERRUPTED -> {
        Thread.currentThread().interrupt();
        yield new StorageUnavailable("interrupted while waiting for the database");
      }
      case UNKNOWN -> new StorageUnavailable("the database cannot be reached (" + what + ")");
      case REFUSED -> new StorageUnavailable("the database refuses a call (" + what + ")");
    };
  }

  /// The service's code, of a canceled transaction the first action's, or the innermost kind of
  /// failure.
  static String describe(SdkException fault) {
    if (fault instanceof TransactionCanceledException canceled) {
      return canceled.cancellationReasons().stream()
          .map(reason -> String.valueOf(reason.code()))
          .filter(code -> !NO_REASON.equals(code))
          .findFirst()
          .orElseGet(() -> code(canceled));
    }
    if (fault instanceof AwsServiceException service) {
      return code(service);
    }
    Throwable innermost = fault;
    for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
      innermost = cause;
    }
    return innermost.getClass().getSimpleName();
  }

  private static String code(AwsServiceException fault) {
    return Optional.ofNullable(fault.awsErrorDetails())
        .map(details -> details.errorCode())
        .map(code -> code.substring(code.indexOf('#') + 1))
        .orElseGet(() -> String.format(Locale.ROOT, "HTTP %d", fault.statusCode()));
  }
}
