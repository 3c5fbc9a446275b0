package org.sealpost.server.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealpost.protocol.Bytes;

/// A database of a server in a test, which the test looks into behind the server's back. A further
/// backend joins by one more implementation and one more [Kind]; DynamoDB, which may be left out,
/// by a test class of its own.
interface TestDatabase extends AutoCloseable {
  /// The backends.
  enum Kind {
    SQLITE,
    POSTGRES;

    /// A new database, for a server in this data folder.
    ///
    /// @param data does not exist yet
    TestDatabase create(Path data) {
      return switch (this) {
        case SQLITE -> new SqliteTestDatabase(data);
        case POSTGRES -> PostgresTestDatabase.create(data);
      };
    }
  }

  /// One value of one row; what is no bytes in the database, as text.
  record Cell(String table, String column, Bytes value) {}

  /// The data folder of its server.
  Path data();

  /// The configuration's `storage`, in one line.
  String storage();

  /// Every column of every row of every table.
  List<Cell> cells();

  /// All files that the database keeps, as they are on the disk now.
  Bytes files() throws IOException;

  /// Which account ids are where in the clear, because they must be found.
  default Map<String, Set<String>> idsInTheClear() {
    return Map.of(
        "account", Set.of("sender aci", "sender pni"),
        "data_key", Set.of("sender aci"),
        "profile", Set.of("sender aci"));
  }

  default String tableOfEnvelopes() {
    return "envelope";
  }

  /// The same database a second time, for a server in another data folder; nobody uses it
  /// meanwhile.
  TestDatabase copy(Path folder) throws IOException;

  /// Replaces the table of data keys by another database's, as an operator does with an old copy.
  void takeDataKeysOf(TestDatabase other);

  /// Writes the configuration to where commands look for it.
  ///
  /// @param more further lines
  default Path configure(String more) throws IOException {
    Files.createDirectories(data());
    Files.setPosixFilePermissions(
        data(), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    return Files.writeString(
        data().resolve("sealpost.yml"),
        "listener: {port: 0}\nstorage: " + storage() + "\n" + more + "\n");
  }

  @Override
  void close();
}
