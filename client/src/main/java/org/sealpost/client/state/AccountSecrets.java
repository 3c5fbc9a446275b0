package org.sealpost.client.state;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sealpost.protocol.SecretBytes;

/// What the account keeps beside its keys: its registration lock and recovery password, if it has
/// them, its username, and whether it tells others what it read. They lie in the table `self` and
/// go with it.
public final class AccountSecrets {
  private static final String REGISTRATION_LOCK = "registrationLock";
  private static final String RECOVERY_PASSWORD = "recoveryPassword";
  private static final String NO_READ_RECEIPTS = "noReadReceipts";
  private static final String USERNAME = "username";
  private static final String USERNAME_LINK = "usernameLink";

  private final Database database;

  AccountSecrets(Database database) {
    this.database = database;
  }

  /// Whoever registers the number anew must know it.
  public Optional<SecretBytes> registrationLock() {
    return read(REGISTRATION_LOCK).map(SecretBytes::wrap);
  }

  public void saveRegistrationLock(Optional<SecretBytes> lock) {
    save(REGISTRATION_LOCK, lock.map(SecretBytes::reveal));
  }

  /// Registers the number anew without a code.
  public Optional<SecretBytes> recoveryPassword() {
    return read(RECOVERY_PASSWORD).map(SecretBytes::wrap);
  }

  public void saveRecoveryPassword(Optional<SecretBytes> password) {
    save(RECOVERY_PASSWORD, password.map(SecretBytes::reveal));
  }

  /// Whether authors are told that their texts were read.
  public boolean sendsReadReceipts() {
    return read(NO_READ_RECEIPTS).isEmpty();
  }

  public void saveSendsReadReceipts(boolean sends) {
    save(NO_READ_RECEIPTS, sends ? Optional.empty() : Optional.of(new byte[] {1}));
  }

  public Optional<OwnUsername> username() {
    return read(USERNAME)
        .map(username ->
            new OwnUsername(
                new String(username, StandardCharsets.UTF_8),
                read(USERNAME_LINK)
                    .map(link -> new String(link, StandardCharsets.UTF_8))
                    .orElse("")));
  }

  public void saveUsername(Optional<OwnUsername> username) {
    database.transaction(() -> {
      save(USERNAME, username.map(own -> own.username().getBytes(StandardCharsets.UTF_8)));
      save(USERNAME_LINK, username.map(own -> own.link().getBytes(StandardCharsets.UTF_8)));
      return true;
    });
  }

  private Optional<byte[]> read(String key) {
    return database.first("select value from self where key = ?", row -> row.getBytes(1), key);
  }

  private void save(String key, Optional<byte[]> value) {
    if (value.isPresent()) {
      database.write("insert or replace into self values (?, ?)", key, value.get());
    } else {
      database.write("delete from self where key = ?", key);
    }
  }
}
