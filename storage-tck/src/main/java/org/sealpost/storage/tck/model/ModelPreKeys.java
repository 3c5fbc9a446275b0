package org.sealpost.storage.tck.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.prekeys.TakenKeys;

/// Prekeys of the model.
class ModelPreKeys implements PreKeyStore {
  private final ModelData data;

  ModelPreKeys(ModelData data) {
    this.data = data;
  }

  Optional<ModelData.Keys> keys(PreKeyOwner owner) {
    return data.living(owner.device())
        .map(inbox -> inbox.keys.get(owner.identity()))
        .filter(keys -> keys.set == owner.keySet());
  }

  @Override
  public boolean publish(PreKeyOwner owner, PreKeyUpload upload) {
    return data.committed(() -> {
      Optional<ModelData.Keys> keys = keys(owner);
      keys.ifPresent(found -> replace(found, upload));
      return keys.isPresent();
    });
  }

  void replace(ModelData.Keys keys, PreKeyUpload upload) {
    if (!upload.ecOneTime().isEmpty()) {
      keys.ec = new ArrayDeque<>(upload.ecOneTime());
    }
    if (!upload.kyberOneTime().isEmpty()) {
      keys.kyber = new ArrayDeque<>(upload.kyberOneTime());
    }
    keys.repeatedUse =
        new RepeatedUseKeys(
            upload.signedPreKey().orElse(keys.repeatedUse.signedPreKey()),
            upload.lastResortKey().orElse(keys.repeatedUse.lastResortKey()));
  }

  @Override
  public List<TakenKeys> take(List<PreKeyOwner> owners) {
    return data.committed(() ->
        owners.stream().flatMap(owner -> keys(owner).map(k -> take(owner, k)).stream()).toList());
  }

  TakenKeys take(PreKeyOwner owner, ModelData.Keys keys) {
    return new TakenKeys(
        owner,
        keys.repeatedUse,
        Optional.ofNullable(keys.ec.poll()),
        Optional.ofNullable(keys.kyber.poll()));
  }

  boolean handsOut(TakenKeys chosen, int oldest) {
    return data.committed(() ->
        keys(chosen.owner())
            .filter(keys -> keys.repeatedUse.equals(chosen.repeatedUse()))
            .filter(keys -> handsOut(chosen.ecOneTime(), keys.ec, oldest))
            .filter(keys -> handsOut(chosen.kyberOneTime(), keys.kyber, oldest))
            .isPresent());
  }

  private static boolean handsOut(
      Optional<SealedPreKey> chosen, Deque<SealedPreKey> left, int oldest) {
    if (chosen.isEmpty()) {
      return left.isEmpty();
    }
    return left.stream().limit(oldest).anyMatch(chosen.get()::equals) && left.remove(chosen.get());
  }

  @Override
  public PreKeyCount count(PreKeyOwner owner) {
    return data.locked(() ->
        keys(owner)
            .map(keys -> new PreKeyCount(keys.ec.size(), keys.kyber.size()))
            .orElse(new PreKeyCount(0, 0)));
  }

  @Override
  public Optional<RepeatedUseKeys> repeatedUse(PreKeyOwner owner) {
    return data.locked(() -> keys(owner).map(keys -> keys.repeatedUse));
  }
}
