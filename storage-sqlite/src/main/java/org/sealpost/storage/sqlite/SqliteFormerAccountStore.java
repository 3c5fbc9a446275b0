package org.sealpost.storage.sqlite;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.audit.AuditEntry;

/// What is remembered of deleted accounts.
final class SqliteFormerAccountStore implements FormerAccountStore {
  private final Writer writer;
  private final Readers readers;

  SqliteFormerAccountStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<FormerAccount> find(Bytes numberHash, Instant now) {
    return readers.read(tables -> tables.formerAccounts().find(numberHash, now));
  }

  @Override
  public boolean forget(Bytes numberHash, List<AuditEntry> audit) {
    List<AuditEntry> entries = List.copyOf(audit);
    return writer.write(access -> {
      boolean there = access.tables().formerAccounts().delete(numberHash);
      if (there) {
        access.tables().audit().insert(entries);
      }
      return there;
    });
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    return writer.write(access -> access.tables().formerAccounts().deleteExpired(now, max));
  }
}
