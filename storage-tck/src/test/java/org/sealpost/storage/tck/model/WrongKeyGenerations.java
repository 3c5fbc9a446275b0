package org.sealpost.storage.tck.model;

import java.util.List;
import java.util.Optional;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about generations of store keys and what they wrap.
public final class WrongKeyGenerations {
  private WrongKeyGenerations() {}

  public static Opener listingTheGenerationItself() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public List<OwnedKey> wrappedBefore(int generation, int max) {
            return super.wrappedBefore(generation + 1, max);
          }
        });
  }

  public static Opener rewrappingWithoutComparing() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public boolean rewrap(OwnedKey present, WrappedKey next) {
            return data.committed(() -> {
              boolean there = data.dataKeys.containsKey(present.owner());
              if (there) {
                data.dataKeys.put(present.owner(), next);
              }
              return there;
            });
          }
        });
  }

  public static Opener comparingBeforeTheCommit() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public boolean rewrap(OwnedKey present, WrappedKey next) {
            boolean asExpected = find(present.owner()).equals(Optional.of(present.key()));
            return data.committed(() -> {
              if (asExpected) {
                data.refuseRetired(next);
                data.dataKeys.put(present.owner(), next);
              }
              return asExpected;
            });
          }
        });
  }

  public static Opener retiringWithoutLooking() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          boolean isAnyWrappedBefore(int generation) {
            return false;
          }
        });
  }

  public static Opener lookingBeforeTheCommit() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public boolean retireBefore(int generation, List<AuditEntry> audit) {
            boolean none = wrappedBefore(generation, 1).isEmpty();
            return data.committed(() -> {
              if (none) {
                data.oldestGeneration = Math.max(data.oldestGeneration, generation);
                data.keepPending(audit);
              }
              return none;
            });
          }
        });
  }

  public static Opener loweringTheGeneration() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public boolean retireBefore(int generation, List<AuditEntry> audit) {
            boolean retired = super.retireBefore(generation, audit);
            return data.locked(() -> {
              data.oldestGeneration = retired ? generation : data.oldestGeneration;
              return retired;
            });
          }
        });
  }

  public static Opener keepingTheGenerationInMemory() {
    return OverModel.dataKeys(data -> {
      data.oldestGeneration = 1;
      return new ModelDataKeys(data);
    });
  }

  public static Opener takingFirstKeysOfAnyGeneration() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
            return data.committed(() -> data.dataKeys.computeIfAbsent(owner, _ -> key));
          }
        });
  }

  public static Opener refusingByGenerationFirst() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
            refuseNow(data, key);
            return super.putIfAbsent(owner, key);
          }
        });
  }

  public static Opener checkingTheGenerationOfAFirstKeyBeforeTheCommit() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
            refuseNow(data, key);
            return data.committed(() -> data.dataKeys.computeIfAbsent(owner, _ -> key));
          }
        });
  }

  public static Opener checkingTheGenerationOfARewrapBeforeTheCommit() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public boolean rewrap(OwnedKey present, WrappedKey next) {
            refuseNow(data, next);
            return data.committed(
                () -> data.dataKeys.replace(present.owner(), present.key(), next));
          }
        });
  }

  public static Opener checkingTheGenerationOfAnAccountBeforeTheCommit() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public CreateOutcome create(
              AccountRecord account, WrappedKey key, DeviceChanges devices, List<AuditEntry> a) {
            refuseNow(data, key);
            return data.committed(() -> {
              if (isTaken(account)) {
                return CreateOutcome.TAKEN;
              }
              data.accounts.put(account.aci(), account);
              data.dataKeys.put(new KeyOwner.OfAccount(account.aci()), key);
              carryOut(account.aci(), devices);
              return CreateOutcome.CREATED;
            });
          }
        });
  }

  private static void refuseNow(ModelData data, WrappedKey key) {
    boolean _ =
        data.locked(() -> {
          data.refuseRetired(key);
          return true;
        });
  }
}
