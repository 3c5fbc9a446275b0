package org.sealpost.crypto;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The default provider: a key of 32 random bytes in a file. Whoever has this file and the keys
/// folder has every secret of the server, so it protects a copy of the database alone, or of a keys
/// folder from which it was moved to another mount.
public final class FileKeyProvider implements KeyProvider {
  private final DataKey key;

  private FileKeyProvider(DataKey key) {
    this.key = key;
  }

  static FileKeyProvider make(Path file, SecureRandom random) {
    byte[] key = new byte[DataKey.KEY_BYTES];
    random.nextBytes(key);
    PrivateFiles.write(file, key);
    return new FileKeyProvider(new DataKey(SecretBytes.wrap(key), random));
  }

  static FileKeyProvider open(Path file, SecureRandom random) {
    if (!Files.exists(file)) {
      throw new KeysRefused(
          "the key file " + file + " is missing; put it back from the backup of the keys folder");
    }
    byte[] key = PrivateFiles.read(file);
    if (key.length != DataKey.KEY_BYTES) {
      throw new KeysRefused(
          "the key file " + file + " has " + key.length + " bytes, not " + DataKey.KEY_BYTES);
    }
    return new FileKeyProvider(new DataKey(SecretBytes.wrap(key), random));
  }

  @Override
  public Bytes protect(String name, SecretBytes secret) {
    return key.seal(context(name), secret.reveal());
  }

  @Override
  public SecretBytes open(String name, Bytes blob) {
    return SecretBytes.wrap(key.open(context(name), blob));
  }

  private static AssociatedData context(String name) {
    return new AssociatedData("provider file", "", name);
  }
}
