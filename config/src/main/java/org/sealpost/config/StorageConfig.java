package org.sealpost.config;

import java.util.Optional;

/// `storage`: where accounts, keys and inboxes are kept.
///
/// @param file the database file; by default `sealpost.db` in the data folder
/// @param synchronous when a commit is confirmed; less than `full` is refused at start unless
///   `unsafe`
/// @param unsafe lets a store be used that answers before it has synced; for tests
public record StorageConfig(
    Type type, Optional<String> file, Synchronous synchronous, boolean unsafe) {

  /// The backends that there are.
  public enum Type {
    SQLITE
  }

  /// SQLite's pragma of that name. Its `off` is not here: YAML reads that as no.
  public enum Synchronous {
    FULL,
    NORMAL
  }

  static StorageConfig read(Section section) {
    return new StorageConfig(
        section.choice("type", Type.SQLITE),
        section.text("file"),
        section.choice("synchronous", Synchronous.FULL),
        section.flag("unsafe", false));
  }
}
