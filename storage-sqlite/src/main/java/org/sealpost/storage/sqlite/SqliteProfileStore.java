package org.sealpost.storage.sqlite;

import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.profiles.ProfileStore;

/// Versions of profiles.
final class SqliteProfileStore implements ProfileStore {
  private final Writer writer;
  private final Readers readers;

  SqliteProfileStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public boolean put(
      Aci account, InboxId device, Bytes versionHash, Bytes sealed, int maxVersions) {
    return writer.write(
        Urgency.PROMPT,
        new Size(2, sealed.size()),
        access -> {
          if (access.tables().inboxes().living(device).isEmpty()) {
            return false;
          }
          access.tables().profiles().put(account, versionHash, sealed);
          access.tables().profiles().keepNewest(account, maxVersions);
          return true;
        });
  }

  @Override
  public Optional<Bytes> find(Aci account, Bytes versionHash) {
    return readers.read(tables -> tables.profiles().find(account, versionHash));
  }
}
