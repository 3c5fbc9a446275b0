package org.sealpost.storage.dynamo;

import java.time.Duration;
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

  /// For a caller whose calls go to several nodes: a full inbox is counted each time.
  static DynamoConfig.Tuning countingAlways() {
    return patient(Duration.ZERO);
  }

  /// DynamoDB Local on a busy machine takes its time.
  private static DynamoConfig.Tuning patient(Duration countedFor) {
    DynamoConfig.Tuning tuning = DynamoConfig.Tuning.DEFAULT;
    return new DynamoConfig.Tuning(
        tuning.calls(),
        tuning.queuedCalls(),
        Duration.ofSeconds(30),
        tuning.queuedAppends(),
        countedFor);
  }

  static DynamoConfig on(DynamoServer server, String prefix) {
    return DynamoConfig.in(DynamoServer.REGION)
        .withEndpoint(Optional.of(server.endpoint()))
        .withTablePrefix(prefix)
        .withCreateTables(true)
        .withTuning(patient(DynamoConfig.Tuning.DEFAULT.countedFor()));
  }
}
