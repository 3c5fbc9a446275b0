package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What the driver's exceptions mean to a caller. SQLite's messages name tables and columns, never
/// values; ours name the result code alone.
final class Faults {
  private Faults() {}

  static RuntimeException of(SQLException fault) {
    String code = code(fault);
    if (code.startsWith(SQLiteErrorCode.SQLITE_CORRUPT.name())
        || code.equals(SQLiteErrorCode.SQLITE_NOTADB.name())) {
      return new StorageCorrupt("the database file is damaged (" + code + ")", fault);
    }
    return new StorageUnavailable("the database cannot do this now (" + code + ")", fault);
  }

  static String code(SQLException fault) {
    return fault instanceof SQLiteException known ? known.getResultCode().name() : "error";
  }
}
