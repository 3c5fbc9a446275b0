package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.media.MediaUse;

/// Rows of objects. Whoever changes them waits for others of the same owner, by a lock that ends
/// with the statement.
final class PostgresMediaStore implements MediaStore {
  private final Database database;

  PostgresMediaStore(Database database) {
    this.database = database;
  }

  @Override
  public MediaOutcome create(MediaRecord record, MediaQuota quota) {
    record.demandFirst();
    return database.write(sql ->
        sql.one(
            "select sealpost.create_media(?, ?, ?, ?, ?, ?, ?)",
            row -> MediaOutcome.valueOf(row.getString(1)),
            record.id().hash(),
            record.owner().hash(),
            record.bytes(),
            record.dueAt(),
            record.sealed(),
            quota.bytes(),
            quota.objects()));
  }

  @Override
  public MediaOutcome update(MediaRecord next, MediaQuota quota) {
    next.demandLater();
    return database.write(sql ->
        sql.one(
            "select sealpost.update_media(?, ?, ?, ?, ?, ?, ?, ?)",
            row -> MediaOutcome.valueOf(row.getString(1)),
            next.id().hash(),
            next.owner().hash(),
            next.bytes(),
            next.dueAt(),
            next.revision(),
            next.sealed(),
            quota.bytes(),
            quota.objects()));
  }

  /// From the columns of the row in their order.
  static MediaRecord record(ResultSet row) throws SQLException {
    return new MediaRecord(
        new MediaId(Sql.bytes(row, 1)),
        new MediaOwner(Sql.bytes(row, 2)),
        row.getLong(3),
        Sql.instant(row, 4),
        row.getLong(5),
        Sql.bytes(row, 6));
  }

  @Override
  public Optional<MediaRecord> find(MediaId id) {
    return database.read(sql ->
        sql.first(
            "select id, owner, bytes, due_at, revision, sealed from sealpost.media where id = ?",
            PostgresMediaStore::record,
            id.hash()));
  }

  @Override
  public Set<MediaId> known(Collection<MediaId> ids) {
    MediaStore.demandFew(ids);
    Column asked = Column.bytes(ids.stream().map(MediaId::hash).toList());
    return Set.copyOf(
        database.read(sql ->
            sql.all(
                "select id from sealpost.media where id = any(?)",
                row -> new MediaId(Sql.bytes(row, 1)),
                asked)));
  }

  @Override
  public boolean remove(MediaId id, long revision) {
    return database.write(sql ->
        sql.one(
            "select sealpost.remove_media(?, ?)", row -> row.getBoolean(1), id.hash(), revision));
  }

  @Override
  public List<MediaRecord> due(Instant now, int max) {
    return database.read(sql ->
        sql.all(
            """
            select id, owner, bytes, due_at, revision, sealed from sealpost.media
              where due_at <= ? order by due_at limit ?
            """,
            PostgresMediaStore::record,
            now,
            max));
  }

  @Override
  public int end(MediaOwner owner, Instant now, int max) {
    return database.write(sql ->
        sql.one(
            "select sealpost.end_media(?, ?, ?)", row -> row.getInt(1), owner.hash(), now, max));
  }

  @Override
  public MediaUse use(MediaOwner owner) {
    return database
        .read(sql ->
            sql.first(
                "select bytes, objects from sealpost.media_use where owner = ?",
                row -> new MediaUse(row.getLong(1), row.getLong(2)),
                owner.hash()))
        .orElse(MediaUse.NONE);
  }
}
