package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;

/// The device-list versions of the accounts used last, as the writer's transaction sees them: an
/// append is checked against them in the same transaction (design section 4). Belongs to the
/// writer's thread, which clears it when a transaction is rolled back.
final class DevicesVersions {
  /// About 150 bytes each.
  private static final int MAX_ACCOUNTS = 50_000;

  private final AccountTable accounts;
  private final LinkedHashMap<Aci, DevicesVersion> known = new LinkedHashMap<>(16, 0.75f, true);

  DevicesVersions(AccountTable accounts) {
    this.accounts = accounts;
  }

  Optional<DevicesVersion> of(Aci account) throws SQLException {
    DevicesVersion version = known.get(account);
    if (version != null) {
      return Optional.of(version);
    }
    Optional<DevicesVersion> loaded = accounts.devicesVersion(account);
    loaded.ifPresent(found -> set(account, found));
    return loaded;
  }

  void set(Aci account, DevicesVersion version) {
    known.put(account, version);
    if (known.size() > MAX_ACCOUNTS) {
      known.pollFirstEntry();
    }
  }

  void forget(Aci account) {
    known.remove(account);
  }

  void clear() {
    known.clear();
  }
}
