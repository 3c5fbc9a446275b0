package org.sealpost.server.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.sealpost.config.KeysConfig;
import org.sealpost.config.KmsKeyConfig;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.HeldKeyProvider;
import org.sealpost.crypto.KeyProvider;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.RemoteKeyProvider;
import org.sealpost.crypto.Sealer;
import org.sealpost.kms.aws.KmsKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's keys: made at the first start, opened at each later one, by the provider that
/// `keys.type` chooses.
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

  /// What `keys` in the configuration names. Nothing is opened or asked yet.
  static KeyProvider.Choice provider(KeysConfig config, DataDirectory data, SecureRandom random) {
    return switch (config.type()) {
      case FILE ->
          config
              .file()
              .map(data.root()::resolve)
              .map(file ->
                  KeyProvider.Choice.of(
                      _ -> HeldKeyProvider.ofFile(file, random),
                      _ -> HeldKeyProvider.ofFileOrNew(file, random)))
              .orElseGet(() -> KeysFolder.keyInFolder(random));
      case ENV ->
          KeyProvider.Choice.of(
              () -> HeldKeyProvider.ofEnvironment(config.variable(), System::getenv, random));
      case CREDENTIAL ->
          KeyProvider.Choice.of(
              () -> HeldKeyProvider.ofCredential(config.credential(), System::getenv, random));
      case KMS ->
          KeyProvider.Choice.of(
              () -> new RemoteKeyProvider(kms(config.kms().orElseThrow()), random));
    };
  }

  private static KmsKey kms(KmsKeyConfig config) {
    return new KmsKey(
        new KmsKey.Settings(config.keyId(), config.region(), config.endpoint(), config.timeout()));
  }

  /// Opens the keys folder of a server that has run before.
  static KeysFolder open(KeysConfig config, DataDirectory data, SecureRandom random) {
    return KeysFolder.open(data.keys(), provider(config, data, random), random);
  }

  /// Opens the keys folder, or makes one where there is no database yet. Of a database that is
  /// elsewhere [#check] says afterwards whether the keys are its own.
  ///
  /// @throws CannotStart when there is a database but no keys: new ones would open nothing in it
  static KeysFolder openOrMake(
      KeysConfig config, DataDirectory data, Optional<Path> database, SecureRandom random) {
    if (KeysFolder.exists(data.keys())) {
      return open(config, data, random);
    }
    if (database.filter(Files::exists).isPresent()) {
      throw new CannotStart(
          "there is a database in "
              + data.root()
              + " but no keys folder, and without its keys it cannot be read; put "
              + data.keys()
              + " back from its backup");
    }
    KeysFolder made = KeysFolder.make(data.keys(), provider(config, data, random), random);
    LOG.info(
        "made the server's keys; take {} to a place that is not connected",
        data.keys().resolve("trust-root.key"));
    return made;
  }

  /// Warns of what the keys do not protect from as they lie now (docs/security).
  static void warn(
      KeysConfig config, KeysFolder folder, DataDirectory data, Optional<Path> database) {
    Path inFolder = data.keys().resolve(KeysFolder.PROVIDER_FILE);
    Path used = config.file().map(data.root()::resolve).orElse(inFolder).normalize();
    boolean fromFile = config.type() == KeysConfig.Type.FILE;
    if (fromFile && used.startsWith(data.root())) {
      if (database.filter(file -> file.startsWith(data.root())).isPresent()) {
        LOG.warn(
            "the key that opens the store lies beside it: whoever takes {} has both (docs/security)",
            data.root());
      } else {
        LOG.warn(
            "the key that opens the keys folder lies beside it: whoever takes {} has every key of"
                + " the server (docs/security)",
            data.root());
      }
    }
    if (!(fromFile && used.equals(inFolder)) && Files.exists(inFolder)) {
      LOG.warn(
          "{} is not what `keys` in the configuration names, and may open copies of the folder:"
              + " destroy it",
          inFolder);
    }
    if (folder.rotation().isPresent()) {
      LOG.warn("a rotation of the store keys was interrupted; go on with: sealpost keys rotate");
    }
  }
}
