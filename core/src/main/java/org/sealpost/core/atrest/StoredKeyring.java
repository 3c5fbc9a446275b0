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
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;

/// The keyring over the store's table of wrapped keys. Remembers a bounded number of unwrapped
/// ones, those used last: they stay good when they are wrapped anew, and are forgotten when their
/// account ends. Safe for any number of threads.
public final class StoredKeyring implements Keyring {
  private final DataKeyStore store;
  private final StoreKeys storeKeys;
  private final Function<SecretBytes, Sealer> sealing;
  private final int remembered;

  /// Guarded by itself.
  private final LinkedHashMap<KeyOwner, Sealer> sealers = new LinkedHashMap<>(16, 0.75f, true);

  /// How often a key was forgotten; guarded by `sealers`.
  private long forgotten;

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
    return findKey(account)
        .orElseThrow(() -> new StorageUnavailable("an account ended while it was asked for"));
  }

  /// The key of an account that may be gone.
  public Optional<Sealer> findKey(Aci account) {
    return find(new KeyOwner.OfAccount(account));
  }

  /// The account is over: its key is not used again by whoever asks from now on.
  public void forget(Aci account) {
    synchronized (sealers) {
      forgotten++;
      sealers.remove(new KeyOwner.OfAccount(account));
    }
  }

  @Override
  public Sealer ofRest() {
    return find(KeyOwner.Rest.REST).orElseGet(this::makeForRest);
  }

  private Sealer makeForRest() {
    KeyOwner owner = KeyOwner.Rest.REST;
    while (true) {
      WrappedKey made = wrap(owner, storeKeys.newDataKey());
      try {
        WrappedKey kept = store.putIfAbsent(owner, made);
        return remember(owner, unwrap(owner, kept), ticket());
      } catch (RetiredGeneration e) {
        if (!isOutdated(made)) {
          throw e;
        }
      }
    }
  }

  /// Whether a newer generation wraps by now: then what was refused may be tried again.
  public boolean isOutdated(WrappedKey key) {
    return key.generation() < storeKeys.newest();
  }

  private Optional<Sealer> find(KeyOwner owner) {
    long ticket;
    synchronized (sealers) {
      Sealer known = sealers.get(owner);
      if (known != null) {
        return Optional.of(known);
      }
      ticket = forgotten;
    }
    while (true) {
      Optional<WrappedKey> wrapped = store.find(owner);
      if (wrapped.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(remember(owner, unwrap(owner, wrapped.get()), ticket));
      } catch (DataKey.DoesNotOpen e) {
        // It may have been wrapped anew, and the generation that was read be destroyed since.
        if (store.find(owner).equals(wrapped)) {
          throw e;
        }
      }
    }
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

  private long ticket() {
    synchronized (sealers) {
      return forgotten;
    }
  }

  /// Remembers a key, unless one was forgotten since the ticket was taken: it may be this one.
  private Sealer remember(KeyOwner owner, Sealer sealer, long ticket) {
    synchronized (sealers) {
      if (forgotten == ticket) {
        sealers.put(owner, sealer);
        if (sealers.size() > remembered) {
          sealers.pollFirstEntry();
        }
      }
      return sealer;
    }
  }
}
