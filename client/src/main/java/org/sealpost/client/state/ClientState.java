package org.sealpost.client.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;

/// A device's memory. Safe for any number of threads; calls made inside [#transaction] are
/// committed together. SQLite and libsignal are native calls, so threads that use this much should
/// not be virtual ones.
public final class ClientState implements AutoCloseable {
  private final Database database;
  private final PeerRecords peers;

  private ClientState(Database database) {
    this.database = database;
    this.peers = new PeerRecords(database);
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
    Map<String, byte[]> values = new TreeMap<>();
    database
        .all("select key, value from self", row -> Map.entry(row.getString(1), row.getBytes(2)))
        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values.isEmpty() ? Optional.empty() : Optional.of(new SelfColumns(values).read());
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
              "receipt_due",
              "transcript_due")) {
        database.write("delete from " + table);
      }
      SelfColumns.of(self)
          .forEach((key, value) -> database.write("insert into self values (?, ?)", key, value));
      protocol(self, IdentityType.ACI).storeRepeatedUse(aci);
      protocol(self, IdentityType.PNI).storeRepeatedUse(pni);
      return true;
    });
  }

  /// libsignal's view of one identity of this device.
  public ProtocolStore protocol(Self self, IdentityType identity) {
    return new ProtocolStore(database, peers, self, identity);
  }

  public PeerRecords peers() {
    return peers;
  }

  /// Appends to what the application has still to handle.
  public void arrived(
      String kind, String author, int device, long serverTime, boolean sealedSender, byte[] body) {
    database.write(
        "insert into arrived (kind, author, device, server_time, sealed, body)"
            + " values (?, ?, ?, ?, ?, ?)",
        kind,
        author,
        device,
        serverTime,
        sealedSender ? 1 : 0,
        body);
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

  /// A delivery receipt that has to be sent, once.
  public void receiptDue(ServiceId.Aci peer, long sentAt) {
    database.write("insert or ignore into receipt_due values (?, ?)", peer.text(), sentAt);
  }

  /// Delivery receipts not sent yet, at most `max` for each peer.
  public Map<ServiceId.Aci, List<Long>> receiptsDue(int max) {
    Map<String, List<Long>> byPeer = new TreeMap<>();
    database
        .all(
            "select peer, sent_at from receipt_due order by sent_at",
            row -> Map.entry(row.getString(1), row.getLong(2)))
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

  public void receiptsSent(ServiceId.Aci peer, List<Long> sentAt) {
    database.transaction(() -> {
      sentAt.forEach(time ->
          database.write(
              "delete from receipt_due where peer = ? and sent_at = ?", peer.text(), time));
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

  public void transcriptSent(long position) {
    database.write("delete from transcript_due where position = ?", position);
  }

  @Override
  public void close() {
    database.close();
  }

  /// [Self] as rows of the table `self`.
  private record SelfColumns(Map<String, byte[]> values) {
    static Map<String, byte[]> of(Self self) {
      Map<String, byte[]> values = new TreeMap<>();
      values.put("aci", text(self.aci().text()));
      values.put("device", text(Integer.toString(self.deviceId())));
      values.put("pni", text(self.pni().text()));
      values.put("number", text(self.number().e164()));
      values.put("password", text(self.password()));
      values.put("registrationId", text(Integer.toString(self.registrationId())));
      values.put("pniRegistrationId", text(Integer.toString(self.pniRegistrationId())));
      values.put("aciIdentity", self.aciIdentity().serialize());
      values.put("pniIdentity", self.pniIdentity().serialize());
      values.put("profileKey", self.profileKey().reveal());
      return values;
    }

    Self read() {
      try {
        return new Self(
            new DeviceAddress(
                new ServiceId.Aci(serviceId("aci").uuid()), Integer.parseInt(string("device"))),
            new ServiceId.Pni(serviceId("pni").uuid()),
            new PhoneNumber(string("number")),
            string("password"),
            Integer.parseInt(string("registrationId")),
            Integer.parseInt(string("pniRegistrationId")),
            new IdentityKeyPair(value("aciIdentity")),
            new IdentityKeyPair(value("pniIdentity")),
            SecretBytes.wrap(value("profileKey")));
      } catch (InvalidKeyException e) {
        throw new StateUnavailable("the client's state holds a key that cannot be read", e);
      }
    }

    private byte[] value(String key) {
      byte[] value = values.get(key);
      if (value == null) {
        throw new IllegalStateException("the client's state has no " + key);
      }
      return value;
    }

    private String string(String key) {
      return new String(value(key), StandardCharsets.UTF_8);
    }

    private ServiceId serviceId(String key) {
      return ServiceId.parse(string(key)).orElseThrow();
    }

    private static byte[] text(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }
  }
}
