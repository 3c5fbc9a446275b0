package org.sealpost.client.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.Timer;
import org.sealpost.protocol.ServiceId;

/// What outlives a single message of a conversation: its timer, the texts that will disappear, and
/// those that were taken back before they came. The texts themselves are not here: this SDK keeps
/// no history. Of each author the newest are remembered, so that no stranger fills this disk.
public final class ConversationRecords {
  private static final int MAX_PER_AUTHOR = 1000;

  /// A text whose time is over.
  public record Over(ServiceId.Aci peer, TextName text) {}

  private final Database database;

  ConversationRecords(Database database) {
    this.database = database;
  }

  public Timer timer(ServiceId peer) {
    return database
        .first(
            "select seconds, version from conversation where peer = ?",
            row -> new Timer(row.getInt(1), row.getInt(2)),
            peer.text())
        .orElse(Timer.NONE);
  }

  public void saveTimer(ServiceId peer, Timer timer) {
    database.write(
        "insert or replace into conversation values (?, ?, ?)",
        peer.text(),
        timer.seconds(),
        timer.version());
  }

  /// A text that will disappear, `seconds` after it was read; from `startedAt` on when that is
  /// known.
  public void disappears(
      ServiceId.Aci peer, TextName text, int seconds, Optional<Instant> startedAt) {
    database.transaction(() -> {
      database.write(
          "insert or ignore into disappearing values (?, ?, ?, ?, null)",
          text.author().text(),
          text.sentAt(),
          peer.text(),
          seconds);
      startedAt.ifPresent(began -> started(text, began));
      database.write(
          "delete from disappearing where author = ?1 and rowid in (select rowid from disappearing"
              + " where author = ?1 order by rowid desc limit -1 offset ?2)",
          text.author().text(),
          MAX_PER_AUTHOR);
      return true;
    });
  }

  /// The text was read at that time; the first one counts. False when it does not disappear, or
  /// already does.
  public boolean started(TextName text, Instant at) {
    return database.write(
            "update disappearing set deadline = ? + 1000 * seconds"
                + " where author = ? and sent_at = ? and deadline is null",
            at.toEpochMilli(),
            text.author().text(),
            text.sentAt())
        > 0;
  }

  /// When the text is over; empty when it stays, or nobody has read it.
  public Optional<Instant> deadline(TextName text) {
    return database
        .first(
            "select deadline from disappearing where author = ? and sent_at = ?"
                + " and deadline is not null",
            row -> row.getLong(1),
            text.author().text(),
            text.sentAt())
        .map(Instant::ofEpochMilli);
  }

  /// When the next text is over.
  public Optional<Instant> nextDeadline() {
    return database
        .first(
            "select deadline from disappearing where deadline is not null"
                + " order by deadline limit 1",
            row -> row.getLong(1))
        .map(Instant::ofEpochMilli);
  }

  /// Texts whose time is over, the first ones first.
  public List<Over> over(Instant now, int max) {
    return database.all(
        "select peer, author, sent_at from disappearing where deadline <= ?"
            + " order by deadline limit ?",
        row -> new Over(aci(row.getString(1)), new TextName(aci(row.getString(2)), row.getLong(3))),
        now.toEpochMilli(),
        max);
  }

  private static ServiceId.Aci aci(String text) {
    return new ServiceId.Aci(UUID.fromString(text));
  }

  /// The text is gone: taken back, or over.
  public void forget(TextName text) {
    database.write(
        "delete from disappearing where author = ? and sent_at = ?",
        text.author().text(),
        text.sentAt());
  }

  /// Its author took the text back, perhaps before it came.
  public void takenBack(TextName text) {
    database.transaction(() -> {
      forget(text);
      database.write(
          "insert or ignore into taken_back values (?, ?)", text.author().text(), text.sentAt());
      database.write(
          "delete from taken_back where author = ?1 and rowid in (select rowid from taken_back"
              + " where author = ?1 order by rowid desc limit -1 offset ?2)",
          text.author().text(),
          MAX_PER_AUTHOR);
      return true;
    });
  }

  public boolean isTakenBack(TextName text) {
    return database
        .first(
            "select 1 from taken_back where author = ? and sent_at = ?",
            row -> row.getInt(1),
            text.author().text(),
            text.sentAt())
        .isPresent();
  }
}
