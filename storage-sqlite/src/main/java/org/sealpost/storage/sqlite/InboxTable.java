package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;

/// One row for each inbox: its short number, by which other tables name it, its epoch and gaps, and
/// whether it is abandoned.
final class InboxTable {
  record Row(long number, boolean abandoned) {}

  record Marked(InboxId inbox, long number) {}

  private final Sql sql;

  InboxTable(Sql sql) {
    this.sql = sql;
  }

  /// Returns the new inbox's number.
  ///
  /// @throws IllegalArgumentException when there is such an inbox already
  long insert(InboxId inbox) throws SQLException {
    return sql.first(
            "insert into inbox (id) values (?) on conflict (id) do nothing returning number",
            row -> row.getLong(1),
            inbox.uuid())
        .orElseThrow(() -> new IllegalArgumentException("a new device needs a new inbox id"));
  }

  Optional<Row> find(InboxId inbox) throws SQLException {
    return sql.first(
        "select number, abandoned from inbox where id = ?",
        row -> new Row(row.getLong(1), row.getBoolean(2)),
        inbox.uuid());
  }

  /// The number of an inbox that is there and not abandoned.
  Optional<Long> living(InboxId inbox) throws SQLException {
    return find(inbox).filter(row -> !row.abandoned()).map(Row::number);
  }

  Optional<Claim> raiseEpoch(InboxId inbox) throws SQLException {
    return sql.first(
        "update inbox set epoch = epoch + 1 where id = ? and abandoned = 0 returning epoch, gaps",
        row -> new Claim(new Epoch(row.getLong(1)), row.getLong(2)),
        inbox.uuid());
  }

  /// Of the first so many that live behind this one, in the order of their ids.
  List<Marked> raiseEpochs(Optional<InboxId> after, long by, int max) throws SQLException {
    List<Marked> inboxes =
        sql.all(
            "select id, number from inbox where abandoned = 0 and id > ? order by id limit ?",
            row -> new Marked(new InboxId(Sql.uuid(row, 1)), row.getLong(2)),
            after.map(inbox -> Bytes.wrap(inbox.toBytes())).orElse(Bytes.EMPTY),
            max);
    for (Marked inbox : inboxes) {
      sql.update("update inbox set epoch = epoch + ? where number = ?", by, inbox.number());
    }
    return inboxes;
  }

  Epoch epoch(long number) throws SQLException {
    return sql.first(
            "select epoch from inbox where number = ?", row -> new Epoch(row.getLong(1)), number)
        .orElse(new Epoch(0));
  }

  void countGap(long number) throws SQLException {
    sql.update("update inbox set gaps = gaps + 1 where number = ?", number);
  }

  void abandon(long number) throws SQLException {
    sql.update("update inbox set abandoned = 1 where number = ?", number);
  }

  List<InboxId> abandoned(int max) throws SQLException {
    return sql.all(
        "select id from inbox where abandoned = 1 order by number limit ?",
        row -> new InboxId(Sql.uuid(row, 1)),
        max);
  }

  void delete(long number) throws SQLException {
    sql.update("delete from inbox where number = ?", number);
  }
}
