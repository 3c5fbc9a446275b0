package org.sealpost.storage.postgres;

import java.sql.SQLException;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.datakeys.RetiredGeneration;

/// What the exceptions of JDBI and the driver mean to a caller. Ours name the SQLSTATE alone and
/// have the driver's as their cause, which is told to leave row values out; JDBI's own, which would
/// show statements and arguments, go no further.
final class Faults {
  /// Raised by our functions: the caller broke a rule of the interface.
  static final String CALLERS_BUG = "SP001";

  /// Raised by them too: a key of a generation that was retired meanwhile.
  private static final String RETIRED_GENERATION = "SP003";

  /// Class XX: PostgreSQL found its own files damaged.
  private static final String DATA_CORRUPTED = "XX001";

  private static final String INDEX_CORRUPTED = "XX002";

  private Faults() {}

  static RuntimeException of(SQLException fault) {
    String state = state(fault);
    return switch (state) {
      case DATA_CORRUPTED, INDEX_CORRUPTED ->
          new StorageCorrupt("the database is damaged (" + state + ")", fault);
      case RETIRED_GENERATION -> new RetiredGeneration();
      case CALLERS_BUG -> new IllegalArgumentException("the store refuses such a call", fault);
      case String _ ->
          new StorageUnavailable("the database cannot do this now (" + state + ")", fault);
    };
  }

  /// Whether the connection is gone: class 08, and a server that shuts down or was killed.
  static boolean isLoss(SQLException fault) {
    String state = state(fault);
    return state.startsWith("08") || state.startsWith("57P0");
  }

  /// Whether nobody is there to connect to, or one who starts or stops.
  static boolean isAway(SQLException fault) {
    String state = state(fault);
    return state.startsWith("08") || state.startsWith("57P");
  }

  static String state(SQLException fault) {
    String state = fault.getSQLState();
    return state == null ? "none" : state;
  }

  /// The innermost, which says most: a pool wraps what kept it from connecting.
  static SQLException sqlException(Throwable fault) {
    SQLException innermost = new SQLException("no connection");
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        innermost = sql;
      }
    }
    return innermost;
  }
}
