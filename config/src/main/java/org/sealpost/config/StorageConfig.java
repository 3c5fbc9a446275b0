package org.sealpost.config;

import java.util.Optional;

/// `storage`: where accounts, keys and inboxes are kept.
///
/// @param file the database file; by default `sealpost.db` in the data folder
/// @param unsafe lets a store be used that answers before it has synced; for tests
public record StorageConfig(Type type, Optional<String> file, boolean unsafe) {

  /// The backends that there are.
  public enum Type {
    SQLITE
  }

  static StorageConfig read(Section section) {
    return new StorageConfig(
        section.choice("type", Type.SQLITE), section.text("file"), section.flag("unsafe", false));
  }
}
