package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
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

/// Rows of objects.
final class SqliteMediaStore implements MediaStore {
  private final Writer writer;
  private final Readers readers;

  SqliteMediaStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public MediaOutcome create(MediaRecord record, MediaQuota quota) {
    record.demandFirst();
    return writer.write(access -> {
      MediaTable media = access.tables().media();
      if (media.isThere(record.id())) {
        return MediaOutcome.MOVED;
      }
      if (!quota.allows(media.use(record.owner()).plus(record))) {
        return MediaOutcome.OVER_QUOTA;
      }
      media.insert(record);
      return MediaOutcome.WRITTEN;
    });
  }

  @Override
  public MediaOutcome update(MediaRecord next, MediaQuota quota) {
    next.demandLater();
    return writer.write(access -> update(access.tables().media(), next, quota));
  }

  private static MediaOutcome update(MediaTable media, MediaRecord next, MediaQuota quota)
      throws SQLException {
    Optional<MediaRecord> before = media.find(next.id()).filter(next::isNextOf);
    if (before.isEmpty()) {
      return MediaOutcome.MOVED;
    }
    MediaUse then = media.use(next.owner()).minus(before.get()).plus(next);
    if (next.bytes() > before.get().bytes() && !quota.allows(then)) {
      return MediaOutcome.OVER_QUOTA;
    }
    media.replace(before.get(), next);
    return MediaOutcome.WRITTEN;
  }

  @Override
  public Optional<MediaRecord> find(MediaId id) {
    return readers.read(tables -> tables.media().find(id));
  }

  @Override
  public Set<MediaId> known(Collection<MediaId> ids) {
    MediaStore.demandFew(ids);
    List<MediaId> asked = List.copyOf(ids);
    return readers.read(tables -> {
      Set<MediaId> known = new HashSet<>();
      for (MediaId id : asked) {
        if (tables.media().isThere(id)) {
          known.add(id);
        }
      }
      return known;
    });
  }

  @Override
  public boolean remove(MediaId id, long revision) {
    return writer.write(access -> {
      MediaTable media = access.tables().media();
      Optional<MediaRecord> row = media.find(id).filter(it -> it.revision() == revision);
      if (row.isPresent()) {
        media.delete(row.get());
      }
      return row.isPresent();
    });
  }

  @Override
  public List<MediaRecord> due(Instant now, int max) {
    return readers.read(tables -> tables.media().due(now, max));
  }

  @Override
  public int end(MediaOwner owner, Instant now, int max) {
    return writer.write(access -> access.tables().media().end(owner, now, max));
  }

  @Override
  public MediaUse use(MediaOwner owner) {
    return readers.read(tables -> tables.media().use(owner));
  }
}
