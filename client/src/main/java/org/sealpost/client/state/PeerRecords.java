package org.sealpost.client.state;

import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;

/// What is known of other accounts: the identity key that was seen first (and must not change in
/// silence) and the profile key, from which access keys for sealed sends come.
public final class PeerRecords {
  private final Database database;

  PeerRecords(Database database) {
    this.database = database;
  }

  public Optional<IdentityKey> identity(String peer) {
    return database
        .first(
            "select identity_key from peer where peer = ? and identity_key is not null",
            row -> row.getBytes(1),
            peer)
        .map(PeerRecords::read);
  }

  /// Takes the identity key; true when another was known.
  boolean saveIdentity(String peer, IdentityKey key) {
    boolean replaces = identity(peer).filter(known -> !known.equals(key)).isPresent();
    database.write(
        "insert into peer (peer, identity_key) values (?, ?)"
            + " on conflict (peer) do update set identity_key = excluded.identity_key",
        peer,
        key.serialize());
    if (replaces) {
      database.write("update peer set identity_changed = 1 where peer = ?", peer);
    }
    return replaces;
  }

  /// Whether the identity key has changed since this was last asked.
  public boolean takeIdentityChange(ServiceId peer) {
    return database.write(
            "update peer set identity_changed = 0 where peer = ? and identity_changed = 1",
            peer.text())
        > 0;
  }

  /// Forgets the identity key, so that the next one seen is taken: what a person decides after a
  /// change was reported.
  public void forgetIdentity(ServiceId peer) {
    database.write("update peer set identity_key = null where peer = ?", peer.text());
  }

  public Optional<Bytes> profileKey(ServiceId peer) {
    return database
        .first(
            "select profile_key from peer where peer = ? and profile_key is not null"
                + " and sealed_refused = 0",
            row -> row.getBytes(1),
            peer.text())
        .map(Bytes::wrap);
  }

  /// Remembers a profile key; a new one may be used for sealed sends again.
  public void saveProfileKey(ServiceId peer, Bytes key) {
    database.write(
        "insert into peer (peer, profile_key) values (?, ?) on conflict (peer) do update set"
            + " profile_key = excluded.profile_key, sealed_refused = 0"
            + " where profile_key is not excluded.profile_key",
        peer.text(),
        key.unsafeArray());
  }

  /// The server refused the access key of this profile key.
  public void sealedRefused(ServiceId peer) {
    database.write("update peer set sealed_refused = 1 where peer = ?", peer.text());
  }

  /// The peer's profile shows that the access key of this profile key is the right one.
  public void sealedTaken(ServiceId peer) {
    database.write("update peer set sealed_refused = 0 where peer = ?", peer.text());
  }

  /// Whether the peer takes sealed sends from anybody, as far as its profile said.
  public boolean isUnrestricted(ServiceId peer) {
    return database
        .first(
            "select 1 from peer where peer = ? and unrestricted = 1",
            row -> row.getInt(1),
            peer.text())
        .isPresent();
  }

  public void saveUnrestricted(ServiceId peer, boolean unrestricted) {
    database.write(
        "insert into peer (peer, unrestricted) values (?, ?)"
            + " on conflict (peer) do update set unrestricted = excluded.unrestricted",
        peer.text(),
        unrestricted ? 1 : 0);
  }

  /// The profile key, also one whose access key was refused: it still opens the profile.
  public Optional<Bytes> anyProfileKey(ServiceId peer) {
    return database
        .first(
            "select profile_key from peer where peer = ? and profile_key is not null",
            row -> row.getBytes(1),
            peer.text())
        .map(Bytes::wrap);
  }

  /// What the peer's profile said when it was last read.
  public Optional<PeerProfile> profile(ServiceId peer) {
    return database.first(
        "select name, about, emoji from profile where peer = ?",
        row -> new PeerProfile(row.getString(1), row.getString(2), row.getString(3)),
        peer.text());
  }

  public void saveProfile(ServiceId peer, PeerProfile profile) {
    database.write(
        "insert or replace into profile values (?, ?, ?, ?)",
        peer.text(),
        profile.name(),
        profile.about(),
        profile.emoji());
  }

  private static IdentityKey read(byte[] bytes) {
    try {
      return new IdentityKey(bytes);
    } catch (InvalidKeyException e) {
      throw new StateUnavailable("the client's state holds a key that cannot be read", e);
    }
  }
}
