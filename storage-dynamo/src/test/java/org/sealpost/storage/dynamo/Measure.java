package org.sealpost.storage.dynamo;

import java.time.Duration;
import org.sealpost.storage.Storage;
import org.sealpost.storage.tck.rates.Rates;

/// Not a test: prints rates over DynamoDB Local, which say what the driver does and nothing of the
/// service. Argument: seconds for each row.
public final class Measure {
  private static final int INBOXES = 50;
  private static final int BACKLOG = 1_000;

  private Measure() {}

  public static void main(String[] arguments) throws Exception {
    Duration each = Duration.ofSeconds(Long.parseLong(arguments[0]));
    try (Storage storage = DynamoStorage.open(TestTables.fresh())) {
      Rates.print(storage, INBOXES, BACKLOG, each, System.out);
    }
  }
}
