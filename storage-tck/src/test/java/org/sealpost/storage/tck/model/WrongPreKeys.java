package org.sealpost.storage.tck.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.prekeys.TakenKeys;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about prekeys.
public final class WrongPreKeys {
  private WrongPreKeys() {}

  /// Shows the key and leaves it where it is.
  public static Opener givingAPreKeyTwice() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          TakenKeys take(PreKeyOwner owner, ModelData.Keys keys) {
            TakenKeys taken = super.take(owner, keys);
            taken.ecOneTime().ifPresent(keys.ec::addFirst);
            return taken;
          }
        });
  }

  public static Opener choosingKeysBeforeTheCommit() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          public List<TakenKeys> take(List<PreKeyOwner> owners) {
            PreKeyOwner owner = owners.getFirst();
            ModelData.Keys keys = data.locked(() -> keys(owner).orElseThrow());
            SealedPreKey chosen = data.locked(keys.ec::getFirst);
            return data.committed(() -> {
              keys.ec.remove(chosen);
              return List.of(
                  new TakenKeys(owner, keys.repeatedUse, Optional.of(chosen), Optional.empty()));
            });
          }
        });
  }

  /// The answer leaves before the removal is durable.
  public static Opener takingInMemory() {
    List<SealedPreKey> undone = new ArrayList<>();
    return OverModel.preKeys(data -> {
      data.inboxes
          .values()
          .forEach(inbox ->
              inbox
                  .keys
                  .values()
                  .forEach(keys -> {
                    keys.ec.addAll(undone);
                    undone.clear();
                  }));
      return new ModelPreKeys(data) {
        @Override
        TakenKeys take(PreKeyOwner owner, ModelData.Keys keys) {
          TakenKeys taken = super.take(owner, keys);
          taken.ecOneTime().ifPresent(undone::add);
          return taken;
        }
      };
    });
  }

  public static Opener takingTheNewest() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          TakenKeys take(PreKeyOwner owner, ModelData.Keys keys) {
            return new TakenKeys(
                owner,
                keys.repeatedUse,
                Optional.ofNullable(keys.ec.pollLast()),
                Optional.ofNullable(keys.kyber.pollLast()));
          }
        });
  }

  public static Opener usingUpTheLastResortKey() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          TakenKeys take(PreKeyOwner owner, ModelData.Keys keys) {
            TakenKeys taken = super.take(owner, keys);
            keys.repeatedUse = new RepeatedUseKeys(keys.repeatedUse.signedPreKey(), Bytes.EMPTY);
            return taken;
          }
        });
  }

  /// An upload of one kind clears the other.
  public static Opener replacingWhatAnUploadDoesNotName() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          void replace(ModelData.Keys keys, PreKeyUpload upload) {
            keys.ec.clear();
            keys.kyber.clear();
            super.replace(keys, upload);
          }
        });
  }

  public static Opener keepingOneSetForBothIdentities() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          Optional<ModelData.Keys> keys(PreKeyOwner owner) {
            return super.keys(new PreKeyOwner(owner.device(), IdentityType.ACI));
          }
        });
  }
}
