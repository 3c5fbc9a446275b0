package org.sealpost.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Envelopes of all inboxes in the order of their arrival.
final class EnvelopeTable {
  /// What is known of a row without its body.
  record Stub(Position position, long inbox, long size, Instant expiresAt) {
    boolean expiredAt(Instant now) {
      return !expiresAt.isAfter(now);
    }
  }

  /// What an inbox holds, expired envelopes included.
  record Content(long entries, long bytes, Optional<Position> last) {}

  record Page(List<QueuedEnvelope> envelopes, boolean more) {}

  private static final String STUB = "select position, inbox, size, expires_at from envelope";

  private final Sql sql;

  EnvelopeTable(Sql sql) {
    this.sql = sql;
  }

  /// False, and nothing written, when the id is in the inbox already.
  boolean insert(Position position, long inbox, InboxEntry entry) throws SQLException {
    return sql.update(
            "insert into envelope values (?, ?, ?, ?, ?, ?) on conflict (inbox, id) do nothing",
            position.value(),
            inbox,
            entry.id().uuid(),
            entry.expiresAt(),
            entry.sealed().size(),
            entry.sealed())
        == 1;
  }

  Optional<Stub> find(long inbox, EnvelopeId id) throws SQLException {
    return sql.first(STUB + " where inbox = ? and id = ?", EnvelopeTable::stub, inbox, id.uuid());
  }

  /// Returns the size of what was removed.
  Optional<Long> remove(long inbox, EnvelopeId id) throws SQLException {
    return sql.first(
        "delete from envelope where inbox = ? and id = ? returning size",
        row -> row.getLong(1),
        inbox,
        id.uuid());
  }

  void remove(Position position) throws SQLException {
    sql.update("delete from envelope where position = ?", position.value());
  }

  List<Stub> oldest(long inbox, int max) throws SQLException {
    return sql.all(
        STUB + " where inbox = ? order by position limit ?", EnvelopeTable::stub, inbox, max);
  }

  List<Stub> expired(Instant now, int max) throws SQLException {
    return sql.all(
        STUB + " where expires_at <= ? order by expires_at limit ?", EnvelopeTable::stub, now, max);
  }

  Content content(long inbox) throws SQLException {
    return sql.first(
            "select count(*), coalesce(sum(size), 0), max(position) from envelope where inbox = ?",
            EnvelopeTable::content,
            inbox)
        .orElseThrow();
  }

  private static Content content(ResultSet row) throws SQLException {
    long entries = row.getLong(1);
    return new Content(
        entries,
        row.getLong(2),
        entries == 0 ? Optional.empty() : Optional.of(new Position(row.getLong(3))));
  }

  Page read(long inbox, Position after, int max, long maxBytes, Instant now) throws SQLException {
    PageFill fill = new PageFill(max, maxBytes);
    sql.each(
        "select position, id, size, sealed from envelope"
            + " where inbox = ? and position > ? and expires_at > ? order by position limit ?",
        fill::take,
        inbox,
        after.value(),
        now,
        max + 1L);
    return new Page(fill.envelopes, fill.more);
  }

  /// Takes rows until one does not fit; the first always fits, and a body that does not fit is
  /// never fetched.
  private static final class PageFill {
    private final int max;
    private final long maxBytes;
    private final List<QueuedEnvelope> envelopes = new ArrayList<>();
    private long bytes;
    private boolean more;

    PageFill(int max, long maxBytes) {
      this.max = max;
      this.maxBytes = maxBytes;
    }

    boolean take(ResultSet row) throws SQLException {
      bytes += row.getLong(3);
      more = envelopes.size() == max || (!envelopes.isEmpty() && bytes > maxBytes);
      if (!more) {
        envelopes.add(
            new QueuedEnvelope(
                new Position(row.getLong(1)), new EnvelopeId(Sql.uuid(row, 2)), Sql.bytes(row, 4)));
      }
      return !more;
    }
  }

  private static Stub stub(ResultSet row) throws SQLException {
    return new Stub(
        new Position(row.getLong(1)), row.getLong(2), row.getLong(3), Sql.instant(row, 4));
  }
}
