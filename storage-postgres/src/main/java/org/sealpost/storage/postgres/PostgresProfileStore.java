package org.sealpost.storage.postgres;

import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.profiles.ProfileStore;

/// Versions of profiles.
final class PostgresProfileStore implements ProfileStore {
  private final Database database;

  PostgresProfileStore(Database database) {
    this.database = database;
  }

  @Override
  public boolean put(
      Aci account, InboxId writer, Bytes versionHash, Bytes sealed, int maxVersions) {
    return database.write(sql ->
        sql.one(
            "select sealpost.put_profile(?, ?, ?, ?, ?)",
            row -> row.getBoolean(1),
            account.uuid(),
            writer.uuid(),
            versionHash,
            sealed,
            maxVersions));
  }

  @Override
  public Optional<Bytes> find(Aci account, Bytes versionHash) {
    return database.read(sql ->
        sql.first(
            "select sealed from sealpost.profile where aci = ? and version_hash = ?",
            row -> Sql.bytes(row, 1),
            account.uuid(),
            versionHash));
  }
}
