package org.sealpost.storage.dynamo;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.testing.dynamo.DynamoServer;

/// Tables of one test's own on the server that this JVM shares.
final class TestTables {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static {
    // DynamoDB Local takes any; the SDK wants some.
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  private TestTables() {}

  static DynamoConfig fresh() {
    return on(DynamoServer.shared(), "test" + NUMBER.incrementAndGet() + "-");
  }

  static DynamoConfig on(DynamoServer server, String prefix) {
    return DynamoConfig.in(DynamoServer.REGION)
        .withEndpoint(Optional.of(server.endpoint()))
        .withTablePrefix(prefix)
        .withCreateTables(true);
  }
}
