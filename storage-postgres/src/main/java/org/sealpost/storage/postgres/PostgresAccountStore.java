package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts and what happens to their devices in the same commit.
final class PostgresAccountStore implements AccountStore {
  static final String FIND =
      """
      select aci, pni, number_hash, username_hash, username_link_hash, version, devices_version,
          document
        from sealpost.account
      """;

  private final Database database;

  PostgresAccountStore(Database database) {
    this.database = database;
  }

  @Override
  public CreateOutcome create(
      AccountRecord account, WrappedKey dataKey, DeviceChanges devices, List<AuditEntry> audit) {
    if (account.usernameHash().isPresent()) {
      throw new IllegalArgumentException("a new account has no username yet");
    }
    AuditColumns columns = AuditColumns.ofAction(audit);
    List<Object> values =
        new ArrayList<>(List.of(account.aci().uuid(), account.pni().uuid(), account.numberHash()));
    values.addAll(document(account));
    values.addAll(List.of(dataKey.generation(), dataKey.wrapped()));
    values.addAll(devices(devices));
    values.addAll(List.of(columns.ids(), columns.events()));
    boolean created =
        database.write(sql ->
            sql.one(
                "select sealpost.create_account(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row -> row.getBoolean(1),
                values.toArray()));
    return created ? CreateOutcome.CREATED : CreateOutcome.TAKEN;
  }

  @Override
  public UpdateOutcome update(
      AccountRecord next, List<InboxId> inboxes, DeviceChanges devices, List<AuditEntry> audit) {
    AuditColumns columns = AuditColumns.ofAction(audit);
    List<Object> values = keys(next);
    values.addAll(document(next));
    values.addAll(devices(devices));
    values.addAll(rekeyed(devices.rekeyed()));
    values.addAll(List.of(columns.ids(), columns.events()));
    return database.write(sql ->
        sql.one(
            """
            select sealpost.change_account(
              ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            row -> UpdateOutcome.valueOf(row.getString(1)),
            values.toArray()));
  }

  @Override
  public UpdateOutcome confirmUsername(AccountRecord next, Instant now, List<AuditEntry> audit) {
    if (next.usernameHash().isEmpty()) {
      throw new IllegalArgumentException("there is no username to confirm");
    }
    AuditColumns columns = AuditColumns.ofAction(audit);
    List<Object> values = keys(next);
    values.addAll(document(next));
    values.addAll(List.of(now, columns.ids(), columns.events()));
    return database.write(sql ->
        sql.one(
            "select sealpost.confirm_username(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row -> UpdateOutcome.valueOf(row.getString(1)),
            values.toArray()));
  }

  @Override
  public DeleteOutcome delete(
      Aci aci,
      long version,
      List<InboxId> inboxes,
      Optional<FormerAccount> former,
      List<AuditEntry> audit) {
    AuditColumns columns = AuditColumns.ofAction(audit);
    Column retired = Column.uuids(inboxes.stream().map(InboxId::uuid).toList());
    boolean deleted =
        database.write(sql ->
            sql.one(
                "select sealpost.delete_account(?, ?, ?, ?, ?, ?, ?, ?)",
                row -> row.getBoolean(1),
                aci.uuid(),
                version,
                retired,
                former.map(FormerAccount::numberHash),
                former.map(FormerAccount::sealed),
                former.map(it -> it.until().toEpochMilli()).orElse(0L),
                columns.ids(),
                columns.events()));
    return deleted ? DeleteOutcome.DELETED : DeleteOutcome.VERSION_CHANGED;
  }

  private static List<Object> keys(AccountRecord account) {
    return new ArrayList<>(
        List.of(
            account.aci().uuid(),
            account.pni().uuid(),
            account.numberHash(),
            account.usernameHash(),
            account.usernameLinkHash()));
  }

  private static List<Object> document(AccountRecord account) {
    return List.of(account.version(), account.devicesVersion().value(), account.sealedDocument());
  }

  private static List<Object> devices(DeviceChanges devices) {
    List<OpenedDevice> opened = devices.opened();
    return List.of(
        Column.uuids(opened.stream().map(device -> device.inbox().uuid()).toList()),
        Column.bytes(opened.stream().map(device -> device.aciKeys().signedPreKey()).toList()),
        Column.bytes(opened.stream().map(device -> device.aciKeys().lastResortKey()).toList()),
        Column.bytes(opened.stream().map(device -> device.pniKeys().signedPreKey()).toList()),
        Column.bytes(opened.stream().map(device -> device.pniKeys().lastResortKey()).toList()),
        Column.uuids(devices.retired().stream().map(InboxId::uuid).toList()),
        devices.forgetProfiles());
  }

  private static List<Object> rekeyed(List<RekeyedDevice> devices) {
    return List.of(
        Column.uuids(devices.stream().map(device -> device.inbox().uuid()).toList()),
        Column.ints(devices.stream().map(RekeyedDevice::keySet).toList()),
        Column.bytes(devices.stream().map(device -> device.pniKeys().signedPreKey()).toList()),
        Column.bytes(devices.stream().map(device -> device.pniKeys().lastResortKey()).toList()));
  }

  @Override
  public Optional<AccountRecord> find(Aci aci) {
    return find(" where aci = ?", aci.uuid());
  }

  @Override
  public Optional<AccountRecord> findByPni(Pni pni) {
    return find(" where pni = ?", pni.uuid());
  }

  @Override
  public Optional<AccountRecord> findByNumber(Bytes numberHash) {
    return find(" where number_hash = ?", numberHash);
  }

  @Override
  public Optional<AccountRecord> findByUsername(Bytes usernameHash) {
    return find(" where username_hash = ?", usernameHash);
  }

  @Override
  public Optional<AccountRecord> findByUsernameLink(Bytes usernameLinkHash) {
    return find(" where username_link_hash = ?", usernameLinkHash);
  }

  private Optional<AccountRecord> find(String where, Object key) {
    return database.read(sql -> sql.first(FIND + where, PostgresAccountStore::record, key));
  }

  /// Of a row of [#FIND].
  static AccountRecord record(ResultSet row) throws SQLException {
    return new AccountRecord(
        new Aci(Sql.uuid(row, 1)),
        new Pni(Sql.uuid(row, 2)),
        Sql.bytes(row, 3),
        Sql.maybeBytes(row, 4),
        Sql.maybeBytes(row, 5),
        row.getLong(6),
        new DevicesVersion(row.getLong(7)),
        Sql.bytes(row, 8));
  }
}
