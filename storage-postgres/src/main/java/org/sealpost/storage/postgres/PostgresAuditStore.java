package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;

/// The audit outbox and log: one table, in which an entry of the log has a place.
final class PostgresAuditStore implements AuditStore {
  private final Database database;
  private final LaggingReads lagging;

  PostgresAuditStore(Database database, LaggingReads lagging) {
    this.database = database;
    this.lagging = lagging;
  }

  @Override
  public void add(List<AuditEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    if (entries.size() > MAX_SEQUENCED) {
      throw new IllegalArgumentException("more audit entries than a store takes at once");
    }
    AuditColumns columns = AuditColumns.of(entries);
    boolean _ =
        database.write(sql ->
            sql.one(
                "select sealpost.keep_audit(?, ?)", _ -> true, columns.ids(), columns.events()));
  }

  @Override
  public List<AuditEntry> pending(int max) {
    return database.read(sql ->
        sql.all("select id, event from sealpost.pending_audit(?)", row -> entry(row, 1), max));
  }

  private static AuditEntry entry(ResultSet row, int column) throws SQLException {
    return new AuditEntry(Sql.uuid(row, column), Sql.bytes(row, column + 1));
  }

  @Override
  public long size() {
    return database.read(
        sql -> sql.one("select size from sealpost.audit_tree", row -> row.getLong(1)));
  }

  @Override
  public SequenceOutcome sequence(long size, List<UUID> entries) {
    if (entries.size() > MAX_SEQUENCED || Set.copyOf(entries).size() < entries.size()) {
      throw new IllegalArgumentException("too many entries to sequence, or one twice");
    }
    Column ids = Column.uuids(List.copyOf(entries));
    return database.write(sql ->
        sql.one(
            "select sealpost.sequence_audit(?, ?)",
            row -> SequenceOutcome.valueOf(row.getString(1)),
            size,
            ids));
  }

  /// What has its place keeps it, so what a replica has is right as far as it goes; the primary has
  /// the rest.
  @Override
  public List<SequencedEntry> read(long from, int max) {
    List<SequencedEntry> read = new ArrayList<>(lagging.read(page(from, max)));
    if (lagging.mayLag() && read.size() < max) {
      read.addAll(database.read(page(from + read.size(), max - read.size())));
    }
    return List.copyOf(read);
  }

  private static Database.Work<List<SequencedEntry>> page(long from, int max) {
    return sql ->
        sql.all(
            """
            select place, id, event from sealpost.audit_entry
              where place >= ? order by place limit ?
            """,
            row -> new SequencedEntry(row.getLong(1), entry(row, 2)),
            from,
            max);
  }
}
