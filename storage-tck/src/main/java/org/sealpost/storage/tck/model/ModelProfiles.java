package org.sealpost.storage.tck.model;

import java.util.LinkedHashMap;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.profiles.ProfileStore;

/// Profiles of the model.
class ModelProfiles implements ProfileStore {
  private final ModelData data;

  ModelProfiles(ModelData data) {
    this.data = data;
  }

  @Override
  public boolean put(
      Aci account, InboxId writer, Bytes versionHash, Bytes sealed, int maxVersions) {
    return data.committed(() -> {
      if (data.living(writer).isEmpty()) {
        return false;
      }
      LinkedHashMap<Bytes, Bytes> versions =
          data.profiles.computeIfAbsent(account, _ -> new LinkedHashMap<>());
      versions.remove(versionHash);
      versions.put(versionHash, sealed);
      while (versions.size() > maxVersions) {
        versions.pollFirstEntry();
      }
      return true;
    });
  }

  @Override
  public Optional<Bytes> find(Aci account, Bytes versionHash) {
    return data.locked(
        () -> Optional.ofNullable(data.profiles.get(account)).map(found -> found.get(versionHash)));
  }
}
