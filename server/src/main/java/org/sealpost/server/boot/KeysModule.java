package org.sealpost.server.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.Sealer;
import org.sealpost.crypto.ServerKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's keys: made at the first start, opened at each later one.
final class KeysModule {
  private static final Logger LOG = LoggerFactory.getLogger(KeysModule.class);

  private KeysModule() {}

  /// Opens one value of the database.
  ///
  /// @throws CannotStart when the keys are not those of the database
  static void check(StoredKeyring keyring, DataDirectory data) {
    try {
      Sealer _ = keyring.ofRest();
    } catch (DataKey.DoesNotOpen e) {
      throw new CannotStart(
          "the keys in "
              + data.keys()
              + " do not open the database; put back the keys and the database of one"
              + " backup",
          e);
    }
  }

  /// Opens the keys folder, or makes one where there is no database yet. Of a database that is
  /// elsewhere [#check] says afterwards whether the keys are its own.
  ///
  /// @throws CannotStart when there is a database but no keys: new ones would open nothing in it
  static ServerKeys openOrMake(DataDirectory data, Optional<Path> database, SecureRandom random) {
    if (ServerKeys.exist(data.keys())) {
      return ServerKeys.open(data.keys(), random);
    }
    if (database.filter(Files::exists).isPresent()) {
      throw new CannotStart(
          "there is a database in "
              + data.root()
              + " but no keys folder, and without its keys it cannot be read; put "
              + data.keys()
              + " back from its backup");
    }
    ServerKeys made = ServerKeys.make(data.keys(), random);
    LOG.info(
        "made the server's keys; take {} to a place that is not connected",
        data.keys().resolve("trust-root.key"));
    return made;
  }
}
