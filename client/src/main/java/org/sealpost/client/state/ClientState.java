package org.sealpost.client.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;
import org.signal.libsignal.protocol.IdentityKeyPair;

/// A device's memory. Safe for any number of threads; calls made inside [#transaction] are
/// committed together. SQLite and libsignal are native calls, so threads that use this much should
/// not be virtual ones.
public final class ClientState implements AutoCloseable {
  /// The time of what is no text.
  private static final long NO_TEXT = 0;

  private final Database database;
  private final PeerRecords peers;
  private final ConversationRecords conversations;
  private final AccountSecrets secrets;
  private final Begun begun;

  private ClientState(Database database) {
    this.database = database;
    this.peers = new PeerRecords(database);
    this.conversations = new ConversationRecords(database);
    this.secrets = new AccountSecrets(database);
    this.begun = new Begun(database);
  }

  /// Opens or creates the file, for this process alone.
  public static ClientState open(Path file) throws IOException {
    return new ClientState(Database.open(file));
  }

  /// For tests and demonstrations: gone when closed.
  public static ClientState inMemory() {
    return new ClientState(Database.inMemory());
  }

  public <T> T transaction(Supplier<T> work) {
    return database.transaction(work);
  }

  /// Inside a transaction: what this attempt wrote is undone if it throws, and nothing else is.
  public <T, E extends Exception> T attempt(Attempt<T, E> attempt) throws E {
    return database.attempt(attempt);
  }

  /// Work that may fail without its transaction.
  public interface Attempt<T, E extends Exception> {
    T run() throws E;
  }

  /// Who this device is; empty until it was registered or linked.
  public Optional<Self> self() {
    return SelfColumns.read(database);
  }

  /// Remembers a registration or a link, in place of everything that was known before.
  public void begin(Self self, RepeatedUseKeys aci, RepeatedUseKeys pni) {
    database.transaction(() -> {
      for (String table :
          List.of(
              "self",
              "pre_key",
              "signed_pre_key",
              "kyber_pre_key",
              "kyber_use",
              "session",
              "sender_key",
              "receipt_owed",
              "transcript_due")) {
        database.write("delete from " + table);
      }
      write(SelfColumns.of(self));
      protocol(self, IdentityType.ACI).storeRepeatedUse(aci);
      protocol(self, IdentityType.PNI).storeRepeatedUse(pni);
      return true;
    });
  }

  /// The account has another number from now on. Keys and sessions of the former number's identity
  /// go; what is still on its way to it cannot be read.
  public void takeNumber(
      PhoneNumber number, ServiceId.Pni pni, IdentityKeyPair identity, PniKeys keys) {
    database.transaction(() -> {
      for (String table :
          List.of("pre_key", "signed_pre_key", "kyber_pre_key", "kyber_use", "session")) {
        database.write("delete from " + table + " where identity = " + ProtocolStore.PNI);
      }
      write(SelfColumns.ofNumber(number, pni, identity, keys.registrationId()));
      Self present = self().orElseThrow(() -> new IllegalStateException("there is no account"));
      protocol(present, IdentityType.PNI).storeRepeatedUse(keys.keys());
      begun.dropNumberChange();
      return true;
    });
  }

  private void write(Map<String, byte[]> self) {
    self.forEach(
        (key, value) -> database.write("insert or replace into self values (?, ?)", key, value));
  }

  /// libsignal's view of one identity of this device.
  public ProtocolStore protocol(Self self, IdentityType identity) {
    return new ProtocolStore(database, peers, self, identity);
  }

  public PeerRecords peers() {
    return peers;
  }

  public ConversationRecords conversations() {
    return conversations;
  }

  public Begun begun() {
    return begun;
  }

  public AccountSecrets secrets() {
    return secrets;
  }

  /// Appends to what the application has still to handle.
  public void arrived(
      String kind, String author, int device, long serverTime, boolean sealedSender, byte[] body) {
    arrived(kind, author, device, serverTime, sealedSender, body, NO_TEXT);
  }

  /// The same of a text, which [#withdraw] finds by its author and time.
  public void arrived(
      String kind,
      String author,
      int device,
      long serverTime,
      boolean sealedSender,
      byte[] body,
      long sentAt) {
    database.write(
        "insert into arrived (kind, author, device, server_time, sealed, body, sent_at)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        kind,
        author,
        device,
        serverTime,
        sealedSender ? 1 : 0,
        body,
        sentAt);
  }

  /// Removes a text that the application has not handled yet.
  public void withdraw(TextName text) {
    database.write(
        "delete from arrived where author = ? and sent_at = ? and sent_at <> " + NO_TEXT,
        text.author().text(),
        text.sentAt());
  }

  /// The oldest things not handled yet.
  public List<Arrived> unhandled(int max) {
    return database.all(
        "select position, kind, author, device, server_time, sealed, body from arrived"
            + " order by position limit ?",
        row ->
            new Arrived(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getLong(5),
                row.getInt(6) != 0,
                Bytes.wrap(row.getBytes(7))),
        max);
  }

  public void handled(long position) {
    database.write("delete from arrived where position = ?", position);
  }

  /// A receipt that has to be sent, once.
  public void receiptDue(ServiceId.Aci peer, ReceiptKind kind, long sentAt) {
    database.write(
        "insert or ignore into receipt_owed values (?, ?, ?)", peer.text(), kind.name(), sentAt);
  }

  /// Receipts of one kind not sent yet, at most `max` for each peer.
  public Map<ServiceId.Aci, List<Long>> receiptsDue(ReceiptKind kind, int max) {
    Map<String, List<Long>> byPeer = new TreeMap<>();
    database
        .all(
            "select peer, sent_at from receipt_owed where kind = ? order by sent_at",
            row -> Map.entry(row.getString(1), row.getLong(2)),
            kind.name())
        .forEach(due -> {
          List<Long> times = byPeer.computeIfAbsent(due.getKey(), _ -> new ArrayList<>());
          if (times.size() < max) {
            times.add(due.getValue());
          }
        });
    Map<ServiceId.Aci, List<Long>> result = new LinkedHashMap<>();
    byPeer.forEach((peer, times) ->
        Uuids.parse(peer).ifPresent(uuid -> result.put(new ServiceId.Aci(uuid), times)));
    return result;
  }

  public void receiptsSent(ServiceId.Aci peer, ReceiptKind kind, List<Long> sentAt) {
    database.transaction(() -> {
      sentAt.forEach(time ->
          database.write(
              "delete from receipt_owed where peer = ? and kind = ? and sent_at = ?",
              peer.text(),
              kind.name(),
              time));
      return true;
    });
  }

  /// What this account's other devices have still to be told that was sent.
  ///
  /// @param content padded
  public record DueTranscript(long position, long sentAt, Bytes content) {}

  public void transcriptDue(long sentAt, byte[] content) {
    database.write("insert into transcript_due (sent_at, content) values (?, ?)", sentAt, content);
  }

  /// The oldest transcripts not sent yet.
  public List<DueTranscript> transcriptsDue(int max) {
    return database.all(
        "select position, sent_at, content from transcript_due order by position limit ?",
        row -> new DueTranscript(row.getLong(1), row.getLong(2), Bytes.wrap(row.getBytes(3))),
        max);
  }

  /// Forgets what the other devices have not been told of a text of this account.
  public void dropTranscripts(long sentAt) {
    database.write("delete from transcript_due where sent_at = ?", sentAt);
  }

  public void transcriptSent(long position) {
    database.write("delete from transcript_due where position = ?", position);
  }

  @Override
  public void close() {
    database.close();
  }
}
