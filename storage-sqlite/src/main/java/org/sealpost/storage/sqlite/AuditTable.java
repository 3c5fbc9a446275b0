package org.sealpost.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequencedEntry;

/// Audit entries, those without an index pending.
final class AuditTable {
  private final Sql sql;

  AuditTable(Sql sql) {
    this.sql = sql;
  }

  /// Passes over those that are kept already.
  void insert(List<AuditEntry> entries) throws SQLException {
    for (AuditEntry entry : entries) {
      sql.update(
          "insert into audit_entry (id, event) values (?, ?) on conflict (id) do nothing",
          entry.id(),
          entry.event());
    }
  }

  List<AuditEntry> pending(int max) throws SQLException {
    return sql.all(
        "select id, event from audit_entry where log_index is null order by place limit ?",
        row -> entry(row, 1),
        max);
  }

  long size() throws SQLException {
    return sql.first(
            "select coalesce(max(log_index), -1) + 1 from audit_entry", row -> row.getLong(1))
        .orElse(0L);
  }

  boolean isPending(UUID id) throws SQLException {
    return sql.first(
            "select 1 from audit_entry where id = ? and log_index is null",
            row -> row.getInt(1),
            id)
        .isPresent();
  }

  void sequence(UUID id, long index) throws SQLException {
    sql.update("update audit_entry set log_index = ? where id = ?", index, id);
  }

  List<SequencedEntry> read(long from, int max) throws SQLException {
    return sql.all(
        "select log_index, id, event from audit_entry where log_index >= ? order by log_index limit ?",
        row -> new SequencedEntry(row.getLong(1), entry(row, 2)),
        from,
        max);
  }

  private static AuditEntry entry(ResultSet row, int column) throws SQLException {
    return new AuditEntry(Sql.uuid(row, column), Sql.bytes(row, column + 1));
  }
}
