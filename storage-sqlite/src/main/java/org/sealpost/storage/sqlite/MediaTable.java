package org.sealpost.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaUse;

/// Rows of objects, and what each owner has of them: every change of a row changes that in the same
/// transaction.
final class MediaTable {
  private final Sql sql;

  MediaTable(Sql sql) {
    this.sql = sql;
  }

  static MediaRecord record(ResultSet row) throws SQLException {
    return new MediaRecord(
        new MediaId(Sql.bytes(row, 1)),
        new MediaOwner(Sql.bytes(row, 2)),
        row.getLong(3),
        Sql.instant(row, 4),
        row.getLong(5),
        Sql.bytes(row, 6));
  }

  Optional<MediaRecord> find(MediaId id) throws SQLException {
    return sql.first(
        "select id, owner, bytes, due_at, revision, sealed from media where id = ?",
        MediaTable::record,
        id.hash());
  }

  boolean isThere(MediaId id) throws SQLException {
    return sql.first("select 1 from media where id = ?", _ -> true, id.hash()).isPresent();
  }

  void insert(MediaRecord row) throws SQLException {
    sql.update(
        "insert into media (id, owner, bytes, due_at, revision, sealed) values (?, ?, ?, ?, ?, ?)",
        row.id().hash(),
        row.owner().hash(),
        row.bytes(),
        row.dueAt(),
        row.revision(),
        row.sealed());
    put(row.owner(), use(row.owner()).plus(row));
  }

  /// In the place of the row as it was.
  void replace(MediaRecord before, MediaRecord next) throws SQLException {
    sql.update(
        "update media set bytes = ?, due_at = ?, revision = ?, sealed = ? where id = ?",
        next.bytes(),
        next.dueAt(),
        next.revision(),
        next.sealed(),
        next.id().hash());
    put(next.owner(), use(next.owner()).minus(before).plus(next));
  }

  void delete(MediaRecord row) throws SQLException {
    sql.update("delete from media where id = ?", row.id().hash());
    put(row.owner(), use(row.owner()).minus(row));
  }

  List<MediaRecord> due(Instant now, int max) throws SQLException {
    return sql.all(
        """
        select id, owner, bytes, due_at, revision, sealed from media
          where due_at <= ? order by due_at limit ?
        """,
        MediaTable::record,
        now,
        max);
  }

  int end(MediaOwner owner, Instant now, int max) throws SQLException {
    return sql.update(
        """
        update media set due_at = ?, revision = revision + 1 where id in
          (select id from media where owner = ? and due_at > ? order by due_at limit ?)
        """,
        now,
        owner.hash(),
        now,
        max);
  }

  MediaUse use(MediaOwner owner) throws SQLException {
    return sql.first(
            "select bytes, objects from media_use where owner = ?",
            row -> new MediaUse(row.getLong(1), row.getLong(2)),
            owner.hash())
        .orElse(MediaUse.NONE);
  }

  private void put(MediaOwner owner, MediaUse use) throws SQLException {
    if (use.objects() == 0) {
      sql.update("delete from media_use where owner = ?", owner.hash());
    } else {
      sql.update(
          "insert or replace into media_use (owner, bytes, objects) values (?, ?, ?)",
          owner.hash(),
          use.bytes(),
          use.objects());
    }
  }
}
