package org.sealpost.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopySection;

/// One row while a copy into this database is under way, none otherwise.
final class CopyingTable {
  /// @param next empty when everything is there that the source had
  record Copying(String source, Optional<CopyCursor> next) {}

  private static final String ALL_READ = "";

  private final Sql sql;

  CopyingTable(Sql sql) {
    this.sql = sql;
  }

  Optional<Copying> find() throws SQLException {
    return sql.first("select source, section, place from copying", CopyingTable::copying);
  }

  private static Copying copying(ResultSet row) throws SQLException {
    String section = row.getString(2);
    return new Copying(
        row.getString(1),
        section.equals(ALL_READ)
            ? Optional.empty()
            : Optional.of(new CopyCursor(CopySection.valueOf(section), row.getString(3))));
  }

  void begin(String source) throws SQLException {
    sql.update(
        "insert into copying values (1, ?, ?, ?)",
        source,
        CopyCursor.START.section().name(),
        CopyCursor.START.place());
  }

  void next(Optional<CopyCursor> next) throws SQLException {
    sql.update(
        "update copying set section = ?, place = ?",
        next.map(cursor -> cursor.section().name()).orElse(ALL_READ),
        next.map(CopyCursor::place).orElse(""));
  }

  void end() throws SQLException {
    sql.update("delete from copying");
  }
}
