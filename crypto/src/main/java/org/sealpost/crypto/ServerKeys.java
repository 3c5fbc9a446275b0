package org.sealpost.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.TreeMap;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The keys folder: made whole at init, opened once at each start.
///
/// ```
/// keys/                   0700, every file in it 0600
///   provider.key          opens the rest; may be moved to another mount (see KeyProvider)
///   store-key.1           store key of generation 1, protected by the provider
///   server-secrets        everything else the server needs, protected by the provider
///   trust-root.key        text; signs server certificates, not needed to run: take it offline
/// ```
public record ServerKeys(StoreKeys storeKeys, ServerSecrets secrets) {
  private static final String PROVIDER_FILE = "provider.key";
  private static final String STORE_KEY_PREFIX = "store-key.";
  private static final String SECRETS_FILE = "server-secrets";
  private static final String TRUST_ROOT_FILE = "trust-root.key";

  /// Whether there is a keys folder. Where there is none but a database, keys were lost: then
  /// nobody should make new ones.
  public static boolean exist(Path folder) {
    return Files.isDirectory(folder);
  }

  /// Makes a new keys folder; a crash leaves a whole one or none.
  public static ServerKeys make(Path folder, SecureRandom random) {
    if (exist(folder)) {
      throw new KeysRefused("the keys folder " + folder + " exists already; nothing was changed");
    }
    Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
    try {
      removeUnfinished(unfinished);
      PrivateFiles.makeFolder(unfinished);
      KeyProvider provider = FileKeyProvider.make(unfinished.resolve(PROVIDER_FILE), random);
      byte[] storeKey = new byte[DataKey.KEY_BYTES];
      random.nextBytes(storeKey);
      protect(unfinished, provider, STORE_KEY_PREFIX + 1, SecretBytes.wrap(storeKey));
      ServerSecrets.Made made = ServerSecrets.make(random);
      protect(unfinished, provider, SECRETS_FILE, made.secrets().encode());
      PrivateFiles.write(
          unfinished.resolve(TRUST_ROOT_FILE), trustRootText(made.trustRootPrivateKey()));
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.syncFolderOf(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open(folder, random);
  }

  /// Opens a keys folder.
  ///
  /// @throws KeysRefused when something is missing or does not open
  public static ServerKeys open(Path folder, SecureRandom random) {
    KeyProvider provider = FileKeyProvider.open(folder.resolve(PROVIDER_FILE), random);
    TreeMap<Integer, SecretBytes> storeKeys = new TreeMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, STORE_KEY_PREFIX + "[0-9]*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        int generation = Integer.parseInt(name.substring(STORE_KEY_PREFIX.length()));
        storeKeys.put(generation, unprotect(folder, provider, name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (storeKeys.isEmpty()) {
      throw new KeysRefused(
          "the keys folder " + folder + " has no store key; put it back from its backup");
    }
    return new ServerKeys(
        new StoreKeys(storeKeys, random),
        ServerSecrets.decode(unprotect(folder, provider, SECRETS_FILE)));
  }

  private static void protect(Path folder, KeyProvider provider, String name, SecretBytes secret) {
    PrivateFiles.write(folder.resolve(name), provider.protect(name, secret).unsafeArray());
  }

  private static SecretBytes unprotect(Path folder, KeyProvider provider, String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      throw new KeysRefused(file + " is missing; put it back from the backup of the keys folder");
    }
    try {
      return provider.open(name, Bytes.wrap(PrivateFiles.read(file)));
    } catch (DataKey.DoesNotOpen e) {
      throw new KeysRefused(
          file + " does not open with " + PROVIDER_FILE + "; both come from one backup");
    }
  }

  private static byte[] trustRootText(SecretBytes key) {
    return """
    # Private key of the trust root. It signs the certificates of the server's signing keys and is not needed
    # to run the server: move this file to a place that is not connected, and bring it back to rotate the signer.
    %s
    """
        .formatted(Base64.getEncoder().encodeToString(key.reveal()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void removeUnfinished(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
