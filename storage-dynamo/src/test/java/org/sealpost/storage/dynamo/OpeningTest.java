package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.testing.dynamo.DynamoServer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/// Opening: what is read back, and what is refused.
class OpeningTest {
  private final DynamoConfig config = TestTables.fresh();

  @Test
  void whatIsReadBackIsShown() {
    try (DynamoStorage storage = DynamoStorage.open(config)) {
      String inboxes = config.place().tablePrefix() + "inboxes";
      assertThat(storage.settings())
          .containsEntry("type", "dynamo")
          .containsEntry("region", DynamoServer.REGION)
          .hasSize(2 + Table.values().length)
          .extractingByKey(inboxes)
          .asString()
          .startsWith("ACTIVE, PAY_PER_REQUEST, time to live ENABLED, point in time recovery ");
    }
  }

  @Test
  void tablesThatAreNotThereAreNotMadeUnasked() {
    assertThatThrownBy(() -> DynamoStorage.open(config.withCreateTables(false)))
        .isInstanceOf(StorageRefused.class)
        .hasMessage(
            "The table %saccounts is not there; make it with `sealpost storage create-tables`, or set"
                    .formatted(config.place().tablePrefix())
                + " storage.dynamo.createTables: true.");
    DynamoTables.create(config);
    DynamoStorage.open(config.withCreateTables(false)).close();
  }

  @Test
  void whatWouldBeMadeIsToldWithoutAsking() {
    String text = DynamoTables.describe(DynamoConfig.in("eu-west-1").withTablePrefix("mail-"));
    assertThat(text.lines().filter(line -> line.contains(" create-table "))).hasSize(5);
    assertThat(text)
        .contains("--region eu-west-1 --table-name mail-inboxes --billing-mode PAY_PER_REQUEST")
        .contains("update-time-to-live --region eu-west-1 --table-name mail-inboxes")
        .contains("update-continuous-backups --region eu-west-1 --table-name mail-accounts");
  }

  @Test
  void aNewerSchemaIsRefused() {
    DynamoStorage.open(config).close();
    try (RawItems raw = RawItems.of(config)) {
      raw.put(Layout.schemaVersion(), Map.of("v", Attr.of(DynamoTables.SCHEMA + 1)));
    }
    assertThatThrownBy(() -> DynamoStorage.open(config))
        .isInstanceOf(StorageRefused.class)
        .hasMessage(
            "The tables have schema 2 and this program knows 1 at most; start a newer Sealpost.");
  }

  @Test
  void aTableOfSomebodyElseIsRefused() {
    AttributeDefinition id =
        AttributeDefinition.builder()
            .attributeName("id")
            .attributeType(ScalarAttributeType.S)
            .build();
    try (DynamoDbClient client = ServiceClient.open(config, List.of())) {
      client.createTable(table ->
          table
              .tableName(config.place().tablePrefix() + "audit")
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .attributeDefinitions(List.of(id))
              .keySchema(
                  List.of(
                      KeySchemaElement.builder()
                          .attributeName("id")
                          .keyType(KeyType.HASH)
                          .build())));
    }
    assertThatThrownBy(() -> DynamoStorage.open(config))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("has other keys than Sealpost's");
  }

  /// Both find that there is no such table; the other is faster.
  @Test
  void nodesThatStartTogetherMakeTheTablesTogether() {
    WatchedService service = new WatchedService();
    AtomicBoolean begun = new AtomicBoolean();
    service.failBefore(request -> {
      if (request instanceof CreateTableRequest create
          && create.tableName().endsWith("inboxes")
          && !begun.getAndSet(true)) {
        DynamoStorage.open(config).close();
      }
      // as the service says when it is on already; DynamoDB Local does not mind
      return request instanceof UpdateTimeToLiveRequest
          ? Optional.of(DynamoDbException.builder().statusCode(400).build())
          : Optional.empty();
    });
    DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service))).close();
    assertThat(begun).isTrue();
  }

  /// Whoever made them was cut off before that; otherwise markers would stay for ever.
  @Test
  void aTimeToLiveThatIsMissingIsSwitchedOn() {
    String inboxes = config.place().tablePrefix() + "inboxes";
    try (DynamoDbClient client = ServiceClient.open(config, List.of())) {
      var _ = client.createTable(TableForm.creation(inboxes));
      DynamoStorage.open(config).close();
      assertThat(
              client
                  .describeTimeToLive(table -> table.tableName(inboxes))
                  .timeToLiveDescription()
                  .attributeName())
          .isEqualTo(Table.TTL);
    }
  }

  /// What `InetAddress` makes of no host is this machine.
  @Test
  void anEndpointWithoutAHostIsRefused() {
    for (String endpoint : List.of("http://dynamo_db.example.org:8000", "https:///tables")) {
      assertThatThrownBy(
              () -> DynamoStorage.open(config.withEndpoint(Optional.of(URI.create(endpoint)))))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("names no host");
    }
  }

  @Test
  void plainHttpIsForThisMachineAlone() {
    for (String endpoint : List.of("http://dynamo.example.org", "ftp://127.0.0.1")) {
      assertThatThrownBy(
              () -> DynamoStorage.open(config.withEndpoint(Optional.of(URI.create(endpoint)))))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("not https");
    }
  }

  @Test
  void aServiceThatIsAwayIsNamedWithTheFix() {
    DynamoConfig nowhere = config.withEndpoint(Optional.of(URI.create("http://127.0.0.1:1")));
    assertThatThrownBy(() -> DynamoStorage.open(nowhere))
        .isInstanceOf(StorageRefused.class)
        .hasMessage(
            "DynamoDB in eu-central-1 cannot be used (ConnectException): check the region, the"
                + " network, and that the credentials of this process allow what"
                + " docs/operations lists.");
  }

  /// While the service is away calls fail, and go on when it is back.
  @Test
  void aStoreGoesOnWhenTheServiceIsBack() {
    try (DynamoServer server = DynamoServer.create()) {
      server.start();
      DynamoConfig own = TestTables.on(server, "own-");
      try (DynamoStorage storage = DynamoStorage.open(own)) {
        OneAccount account = OneAccount.create(storage, 1);
        account.append(storage, account.request(20));
        server.kill();
        assertThatThrownBy(() -> account.queued(storage)).isInstanceOf(StorageUnavailable.class);
        assertThatThrownBy(() -> account.append(storage, account.request(20)))
            .isInstanceOf(StorageUnavailable.class);
        server.start(); // and has lost everything, as DynamoDB does not
        DynamoTables.create(own);
        OneAccount other = OneAccount.create(storage, 1);
        other.append(storage, other.request(20));
        assertThat(other.queued(storage)).hasSize(1);
      }
    }
  }
}
