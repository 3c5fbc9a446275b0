package org.sealpost.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The keys folder: made whole at init, opened once at each start. One process has it at a time
/// (the data folder's lock); in it, store keys are added and destroyed by one thread at a time.
///
/// ```
/// keys/                   0700, every file in it 0600
///   provider.key          opens the rest, unless another provider does (see KeyProvider)
///   store-key.N           store key of generation N, protected by the provider
///   server-secrets        everything else the server needs, protected by the provider
///   rotation              text; there while a rotation of the store keys is not finished
///   trust-root.key        text; signs server certificates, not needed to run: take it offline
/// ```
public final class KeysFolder {
  public static final String PROVIDER_FILE = "provider.key";
  private static final String STORE_KEY_PREFIX = "store-key.";
  private static final Pattern STORE_KEY = Pattern.compile("store-key\\.([1-9][0-9]{0,8})");

  /// What a store key is called while it is being destroyed.
  private static final String DOOMED = ".destroyed";

  private static final Pattern DOOMED_STORE_KEY =
      Pattern.compile("store-key\\.([1-9][0-9]{0,8})\\.destroyed");

  private static final String SECRETS_FILE = "server-secrets";
  private static final String ROTATION_FILE = "rotation";
  private static final String TRUST_ROOT_FILE = "trust-root.key";

  private final Path path;
  private final KeyProvider provider;
  private final SecureRandom random;
  private final ServerKeys keys;

  private KeysFolder(Path path, KeyProvider provider, SecureRandom random) {
    this.path = path;
    this.provider = provider;
    this.random = random;
    TreeMap<Integer, SecretBytes> storeKeys = new TreeMap<>();
    for (int generation : numbered(path, STORE_KEY)) {
      storeKeys.put(generation, unprotect(path, provider, STORE_KEY_PREFIX + generation));
    }
    if (storeKeys.isEmpty()) {
      throw new KeysRefused(
          "the keys folder " + path + " has no store key; put it back from its backup");
    }
    this.keys =
        new ServerKeys(
            new StoreKeys(storeKeys, random),
            ServerSecrets.decode(unprotect(path, provider, SECRETS_FILE)));
  }

  /// The default provider: a key in the folder itself.
  public static KeyProvider.Choice keyInFolder(SecureRandom random) {
    return KeyProvider.Choice.of(
        folder -> HeldKeyProvider.ofFile(folder.resolve(PROVIDER_FILE), random),
        folder -> HeldKeyProvider.ofFileOrNew(folder.resolve(PROVIDER_FILE), random));
  }

  /// Whether there is a keys folder. Where there is none but a database, keys were lost: then
  /// nobody should make new ones.
  public static boolean exists(Path folder) {
    return Files.isDirectory(folder);
  }

  /// Makes a new keys folder; a crash leaves a whole one or none.
  public static KeysFolder make(Path folder, KeyProvider.Choice choice, SecureRandom random) {
    if (exists(folder)) {
      throw new KeysRefused("the keys folder " + folder + " exists already; nothing was changed");
    }
    Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
    try {
      removeUnfinished(unfinished);
      PrivateFiles.makeFolder(unfinished);
      KeyProvider provider = choice.make(unfinished);
      protect(unfinished, provider, STORE_KEY_PREFIX + 1, newStoreKey(random));
      ServerSecrets.Made made = ServerSecrets.make(random);
      protect(unfinished, provider, SECRETS_FILE, made.secrets().encode());
      PrivateFiles.write(
          unfinished.resolve(TRUST_ROOT_FILE), trustRootText(made.trustRootPrivateKey()));
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.syncFolderOf(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open(folder, choice, random);
  }

  /// Opens a keys folder.
  ///
  /// @throws KeysRefused when something is missing or does not open
  public static KeysFolder open(Path folder, KeyProvider.Choice choice, SecureRandom random) {
    KeysFolder opened = new KeysFolder(folder, choice.open(folder), random);
    // Who was killed between giving a store key its name and syncing that name left one which may
    // be gone after a power failure: nothing may be wrapped by it before.
    PrivateFiles.sync(folder);
    return opened;
  }

  public ServerKeys keys() {
    return keys;
  }

  public Optional<UnfinishedRotation> rotation() {
    Path file = path.resolve(ROTATION_FILE);
    return Files.exists(file)
        ? Optional.of(UnfinishedRotation.parse(PrivateFiles.read(file)))
        : Optional.empty();
  }

  /// Notes a rotation, durably, before anything of it is done.
  ///
  /// @throws KeysRefused when the folder cannot be written to; so do the others that write
  public void begin(UnfinishedRotation rotation) {
    changing(() -> PrivateFiles.write(path.resolve(ROTATION_FILE), rotation.text()));
  }

  private void changing(Runnable change) {
    try {
      change.run();
    } catch (UncheckedIOException e) {
      throw new KeysRefused(
          "the keys folder "
              + path
              + " cannot be written to ("
              + Objects.requireNonNull(e.getCause()).getMessage()
              + "); see that its disk is not full and that it belongs to the user who runs this, then"
              + " repeat the command: nothing is lost");
    }
  }

  /// Makes the store key of a new generation, durable before it wraps new data keys.
  public void makeGeneration(int generation) {
    SecretBytes key = newStoreKey(random);
    changing(() -> protect(path, provider, STORE_KEY_PREFIX + generation, key));
    keys.storeKeys().add(generation, key);
  }

  /// Destroys the store keys of older generations, in memory and in the folder: each file is
  /// overwritten, synced and removed. What that is worth depends on the file system
  /// (docs/security). Nothing that they wrapped may be wanted any more.
  ///
  /// @return the generations whose files were there
  public List<Integer> destroyBefore(int generation) {
    keys.storeKeys().forgetBefore(generation);
    List<Integer> destroyed = new ArrayList<>();
    changing(() -> destroyed.addAll(destroyFilesBefore(generation)));
    return destroyed;
  }

  private List<Integer> destroyFilesBefore(int generation) {
    for (int older : numbered(path, STORE_KEY)) {
      if (older < generation) {
        // Half overwritten it would be a store key that does not open: first it is none any more.
        Path file = path.resolve(STORE_KEY_PREFIX + older);
        PrivateFiles.move(file, path.resolve(STORE_KEY_PREFIX + older + DOOMED));
      }
    }
    List<Integer> doomed = numbered(path, DOOMED_STORE_KEY);
    doomed.forEach(
        older -> PrivateFiles.destroy(path.resolve(STORE_KEY_PREFIX + older + DOOMED), random));
    return doomed;
  }

  /// The private key of a trust root, as the text of its file has it.
  public static SecretBytes trustRoot(byte[] text) {
    String line =
        new String(text, StandardCharsets.US_ASCII)
            .lines()
            .filter(one -> !one.isBlank() && !one.startsWith("#"))
            .findFirst()
            .orElse("");
    try {
      return SecretBytes.wrap(Base64.getDecoder().decode(line.strip()));
    } catch (IllegalArgumentException e) {
      throw new KeysRefused(
          "that file has no trust root; it is the one that init called " + TRUST_ROOT_FILE);
    }
  }

  /// Gives the server another signer of sender certificates, in the folder and then in memory. What
  /// its former one signed stays valid: clients hold the trust root.
  ///
  /// @param validity how long a sender certificate is valid that was signed a moment ago
  /// @param first done when the key was found right, before anything is changed
  /// @throws KeysRefused when the key is not the trust root's; then nothing was done
  public SignerRotation rotateSigner(
      SecretBytes trustRootKey, Instant now, Duration validity, Consumer<SignerRotation> first) {
    ServerSecrets secrets = keys.secrets();
    ServerSecrets.Rotated rotated = secrets.rotateSigner(trustRootKey, now, validity);
    first.accept(rotated.rotation());
    SecretBytes encoded = rotated.next().encode();
    try {
      changing(() -> protect(path, provider, SECRETS_FILE, encoded));
    } catch (KeysRefused e) {
      // It may have been written all the same, and only its name not made durable: what signs is
      // what the next start finds.
      if (hasSecrets(encoded)) {
        secrets.become(rotated.next());
      }
      throw e;
    }
    secrets.become(rotated.next());
    return rotated.rotation();
  }

  private boolean hasSecrets(SecretBytes encoded) {
    try {
      return unprotect(path, provider, SECRETS_FILE).equals(encoded);
    } catch (KeysRefused | UncheckedIOException e) {
      return false;
    }
  }

  /// The rotation that was noted has ended.
  public void end() {
    changing(() -> PrivateFiles.remove(path.resolve(ROTATION_FILE)));
  }

  /// Protects everything in a folder by another provider, one file after the other, each at once.
  /// May be interrupted and repeated: what the next provider opens already is left as it is.
  ///
  /// @return how many files were written
  /// @throws KeysRefused when a file opens with neither
  public static int protectAnew(Path folder, KeyProvider present, KeyProvider next) {
    List<String> names = new ArrayList<>();
    numbered(folder, STORE_KEY).forEach(generation -> names.add(STORE_KEY_PREFIX + generation));
    names.add(SECRETS_FILE);
    int written = 0;
    for (String name : names) {
      if (!opens(folder, next, name)) {
        protect(folder, next, name, unprotect(folder, present, name));
        SecretBytes _ = unprotect(folder, next, name);
        written++;
      }
    }
    return written;
  }

  private static boolean opens(Path folder, KeyProvider provider, String name) {
    try {
      SecretBytes _ = provider.open(name, Bytes.wrap(PrivateFiles.read(folder.resolve(name))));
      return true;
    } catch (DataKey.DoesNotOpen e) {
      return false;
    }
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
          file
              + " does not open with the key that `keys` in the configuration names; put back key"
              + " and folder of one backup, or repeat a `sealpost keys protect` that was interrupted");
    }
  }

  /// In order; what a crash left under another name is none.
  private static List<Integer> numbered(Path folder, Pattern form) {
    List<Integer> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, STORE_KEY_PREFIX + "*")) {
      for (Path file : files) {
        Matcher name = form.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.add(Integer.parseInt(name.group(1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  private static SecretBytes newStoreKey(SecureRandom random) {
    byte[] key = new byte[DataKey.KEY_BYTES];
    random.nextBytes(key);
    return SecretBytes.wrap(key);
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
