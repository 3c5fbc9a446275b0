package org.sealpost.crypto;

import java.security.SecureRandom;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The middle of the three levels at rest (design section 7): one key for each generation. The
/// newest wraps new data keys, older ones open what they wrapped. Safe for any number of threads.
public final class StoreKeys {
  private final NavigableMap<Integer, DataKey> generations;
  private final SecureRandom random;

  StoreKeys(NavigableMap<Integer, SecretBytes> keys, SecureRandom random) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there is no store key");
    }
    this.random = random;
    this.generations = new TreeMap<>();
    keys.forEach((generation, key) -> generations.put(generation, new DataKey(key, random)));
  }

  /// A data key, wrapped by the store key of a generation.
  public record Wrapped(int generation, Bytes bytes) {}

  public SecretBytes newDataKey() {
    byte[] key = new byte[DataKey.KEY_BYTES];
    random.nextBytes(key);
    return SecretBytes.wrap(key);
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

  private static AssociatedData context(String owner) {
    return new AssociatedData(owner, "", "data key");
  }
}
