package org.sealpost.crypto;

import java.security.SecureRandom;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The middle of the three levels at rest (design section 7): one key for each generation. The
/// newest wraps new data keys, older ones open what they wrapped. [KeysFolder] adds and destroys
/// generations while others wrap and unwrap. Safe for any number of threads.
public final class StoreKeys {
  private final SecureRandom random;

  /// Never changed; replaced under the lock of this.
  private volatile NavigableMap<Integer, DataKey> generations;

  StoreKeys(NavigableMap<Integer, SecretBytes> keys, SecureRandom random) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there is no store key");
    }
    this.random = random;
    NavigableMap<Integer, DataKey> opened = new TreeMap<>();
    keys.forEach((generation, key) -> opened.put(generation, new DataKey(key, random)));
    this.generations = opened;
  }

  /// A data key, wrapped by the store key of a generation.
  public record Wrapped(int generation, Bytes bytes) {}

  public SecretBytes newDataKey() {
    byte[] key = new byte[DataKey.KEY_BYTES];
    random.nextBytes(key);
    return SecretBytes.wrap(key);
  }

  /// The generation that wraps new data keys.
  public int newest() {
    return generations.lastKey();
  }

  public boolean has(int generation) {
    return generations.containsKey(generation);
  }

  /// Wraps a data key with the newest store key.
  ///
  /// @param owner whose data key this is; it opens as that owner's alone
  public Wrapped wrap(String owner, SecretBytes dataKey) {
    var newest = generations.lastEntry();
    return new Wrapped(newest.getKey(), newest.getValue().seal(context(owner), dataKey.reveal()));
  }

  /// Opens a wrapped data key.
  ///
  /// @throws DataKey.DoesNotOpen when it is not this owner's, or its generation is not here
  public SecretBytes unwrap(String owner, Wrapped wrapped) {
    DataKey key = generations.get(wrapped.generation());
    if (key == null) {
      throw new DataKey.DoesNotOpen();
    }
    return SecretBytes.wrap(key.open(context(owner), wrapped.bytes()));
  }

  synchronized void add(int generation, SecretBytes key) {
    NavigableMap<Integer, DataKey> next = new TreeMap<>(generations);
    next.put(generation, new DataKey(key, random));
    generations = next;
  }

  synchronized void forgetBefore(int generation) {
    generations = new TreeMap<>(generations.tailMap(generation, true));
  }

  private static AssociatedData context(String owner) {
    return new AssociatedData(owner, "", "data key");
  }
}
