package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.PurgeProgress;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Inboxes: appends and acknowledgements go through the writer, the rest is one call each.
final class PostgresInboxStore implements InboxStore {
  /// What an id in an acknowledgement weighs while it waits.
  private static final long ID_BYTES = 64;

  /// Rows of counts that a sweep folds into the totals: more than a minute of commits.
  private static final int FOLDED = 100_000;

  private final Database database;
  private final LaggingReads lagging;
  private final BatchWriter writer;
  private final InboxLimits limits;
  private final Clock clock;

  PostgresInboxStore(
      Database database,
      LaggingReads lagging,
      BatchWriter writer,
      InboxLimits limits,
      Clock clock) {
    this.database = database;
    this.lagging = lagging;
    this.writer = writer;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
    long bytes = 0;
    for (InboxEntry entry : entries) {
      if (entry.sealed().size() > limits.envelopeBytes()) {
        throw new IllegalArgumentException("an envelope is larger than InboxLimits allow");
      }
      bytes += entry.sealed().size();
    }
    CompletableFuture<AppendOutcome> answer = new CompletableFuture<>();
    writer.submit(
        new BatchRequest.Append(account, checked, List.copyOf(entries), answer),
        Urgency.PROMPT,
        new Size(Math.max(1, entries.size()), bytes));
    return Answers.await(answer);
  }

  @Override
  public Claim claim(InboxId inbox) {
    return database.write(sql ->
        sql.first(
                """
                update sealpost.inbox set epoch = epoch + 1
                  where id = ? and not abandoned returning epoch, gaps
                """,
                row -> new Claim(new Epoch(row.getLong(1)), row.getLong(2)),
                inbox.uuid())
            .orElse(new Claim(new Epoch(0), 0)));
  }

  @Override
  public InboxPage read(InboxId inbox, Position after, int max, long maxBytes) {
    if (max < 1) {
      throw new IllegalArgumentException("a page has at least one envelope");
    }
    PageFill page = new PageFill();
    List<Boolean> _ =
        database.read(sql ->
            sql.all(
                "select place, id, sealed from sealpost.read_page(?, ?, ?, ?, ?)",
                page::take,
                inbox.uuid(),
                after.value(),
                max,
                maxBytes,
                clock.instant()));
    return page.page();
  }

  /// Rows in the order in which `read_page` sends them.
  private static final class PageFill {
    private final List<QueuedEnvelope> envelopes = new ArrayList<>();
    private Epoch epoch = new Epoch(0);
    private boolean more;

    boolean take(ResultSet row) throws SQLException {
      byte[] sealed = row.getBytes(3);
      if (row.getString(2) == null) {
        epoch = new Epoch(row.getLong(1));
      } else if (sealed == null) {
        more = true;
      } else {
        envelopes.add(
            new QueuedEnvelope(
                new Position(row.getLong(1)),
                new EnvelopeId(Sql.uuid(row, 2)),
                Bytes.wrap(sealed)));
      }
      return more;
    }

    InboxPage page() {
      return new InboxPage(epoch, envelopes, more);
    }
  }

  @Override
  public int acknowledge(InboxId inbox, Collection<EnvelopeId> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    List<EnvelopeId> copy = List.copyOf(ids);
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    writer.submit(
        new BatchRequest.Acknowledge(inbox, copy, answer),
        Urgency.RELAXED,
        new Size(copy.size(), copy.size() * ID_BYTES));
    return Answers.await(answer);
  }

  @Override
  public int sweepExpired(int max) {
    return database.write(sql -> {
      int swept =
          sql.one(
              "select sealpost.sweep_expired(?, ?)", row -> row.getInt(1), clock.instant(), max);
      int _ = sql.one("select sealpost.fold_counted(?)", row -> row.getInt(1), FOLDED);
      return swept;
    });
  }

  @Override
  public List<InboxId> abandoned(int max) {
    return database.read(sql ->
        sql.all(
            "select id from sealpost.inbox where abandoned order by number limit ?",
            row -> new InboxId(Sql.uuid(row, 1)),
            max));
  }

  @Override
  public PurgeProgress purge(InboxId inbox, int max) {
    return database.write(sql ->
        sql.one(
            "select removed, done from sealpost.purge(?, ?)",
            row -> new PurgeProgress(row.getInt(1), row.getBoolean(2)),
            inbox.uuid(),
            max));
  }

  @Override
  public InboxLimits limits() {
    return limits;
  }

  @Override
  public InboxTotals totals() {
    return lagging.read(sql ->
        sql.one(
            """
            select sum(accepted), sum(acknowledged), sum(expired), sum(purged), sum(left_out) from (
              select accepted, acknowledged, expired, purged, left_out from sealpost.counter
              union all
              select accepted, acknowledged, expired, purged, left_out from sealpost.counted) all_of_them
            """,
            row ->
                new InboxTotals(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5))));
  }
}
