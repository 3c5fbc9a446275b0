package org.sealpost.core.atrest;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.Sealer;
import org.sealpost.crypto.StoreKeys;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;

/// The keyring over the store's table of wrapped keys. Remembers a bounded number of unwrapped
/// ones, those used last. Safe for any number of threads.
public final class StoredKeyring implements Keyring {
  private final DataKeyStore store;
  private final StoreKeys storeKeys;
  private final Function<SecretBytes, Sealer> sealing;
  private final int remembered;

  /// Guarded by itself.
  private final LinkedHashMap<KeyOwner, Sealer> sealers = new LinkedHashMap<>(16, 0.75f, true);

  public StoredKeyring(
      DataKeyStore store, StoreKeys storeKeys, SecureRandom random, int remembered) {
    this(store, storeKeys, key -> new DataKey(key, random), remembered);
  }

  /// As the other one.
  ///
  /// @param sealing what an unwrapped key becomes; anything but a [DataKey] is for tests that show
  ///   what sealing prevents
  public StoredKeyring(
      DataKeyStore store,
      StoreKeys storeKeys,
      Function<SecretBytes, Sealer> sealing,
      int remembered) {
    this.store = store;
    this.storeKeys = storeKeys;
    this.sealing = sealing;
    this.remembered = remembered;
  }

  /// A key for an account that is about to be created: its wrapped form is stored with it, in the
  /// same commit.
  public record NewAccountKey(WrappedKey wrapped, Sealer sealer) {}

  public NewAccountKey makeFor(Aci account) {
    SecretBytes key = storeKeys.newDataKey();
    return new NewAccountKey(wrap(new KeyOwner.OfAccount(account), key), sealing.apply(key));
  }

  @Override
  public Sealer ofAccount(Aci account) {
    KeyOwner owner = new KeyOwner.OfAccount(account);
    return remembered(owner)
        .orElseGet(() -> {
          WrappedKey wrapped =
              store.find(owner).orElseThrow(() -> new StorageCorrupt("an account has no data key"));
          return remember(owner, unwrap(owner, wrapped));
        });
  }

  @Override
  public Sealer ofRest() {
    KeyOwner owner = KeyOwner.Rest.REST;
    return remembered(owner)
        .orElseGet(() -> {
          WrappedKey kept =
              store
                  .find(owner)
                  .orElseGet(() -> store.putIfAbsent(owner, wrap(owner, storeKeys.newDataKey())));
          return remember(owner, unwrap(owner, kept));
        });
  }

  private WrappedKey wrap(KeyOwner owner, SecretBytes key) {
    StoreKeys.Wrapped wrapped = storeKeys.wrap(owner.text(), key);
    return new WrappedKey(wrapped.generation(), wrapped.bytes());
  }

  private Sealer unwrap(KeyOwner owner, WrappedKey wrapped) {
    return sealing.apply(
        storeKeys.unwrap(
            owner.text(), new StoreKeys.Wrapped(wrapped.generation(), wrapped.wrapped())));
  }

  private Optional<Sealer> remembered(KeyOwner owner) {
    synchronized (sealers) {
      return Optional.ofNullable(sealers.get(owner));
    }
  }

  private Sealer remember(KeyOwner owner, Sealer sealer) {
    synchronized (sealers) {
      sealers.put(owner, sealer);
      if (sealers.size() > remembered) {
        sealers.pollFirstEntry();
      }
      return sealer;
    }
  }
}
