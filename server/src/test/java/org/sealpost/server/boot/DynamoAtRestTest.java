package org.sealpost.server.boot;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// [DenyListTest] and [ShreddingTest] over DynamoDB. Not compiled without DynamoDB Local: see the
/// profile `without-dynamo`.
class DynamoAtRestTest {
  @TempDir private Path folder;

  /// DynamoDB Local takes any; the SDK wants some.
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  private TestDatabase database(String prefix) {
    return new DynamoTestDatabase(folder.resolve("data"), prefix);
  }

  @Test
  void canariesAreFoundNowhere() throws Exception {
    DenyListTest.canariesAreFoundNowhere(database("sealed-"));
  }

  @Test
  void theSearchFindsThemWhereNothingIsSealed() throws Exception {
    DenyListTest.theSearchFindsThemWhereNothingIsSealed(database("unsealed-"));
  }

  @Test
  void aDeletedAccountsItemsInAnOldCopyOpenUntilItsStoreKeyIsDestroyed() throws Exception {
    ShreddingTest.anOldCopyOpensUntilItsStoreKeyIsDestroyed(database("shred-"), folder);
  }
}
