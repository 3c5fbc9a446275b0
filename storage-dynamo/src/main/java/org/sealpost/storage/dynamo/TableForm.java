package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/// What every table looks like: two binary keys, paid by request, protected from deletion, with
/// backups to any second.
final class TableForm {
  private TableForm() {}

  static CreateTableRequest creation(String name) {
    return CreateTableRequest.builder()
        .tableName(name)
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .deletionProtectionEnabled(true)
        .attributeDefinitions(List.of(binary(ItemKey.PARTITION), binary(ItemKey.SORT)))
        .keySchema(keys())
        .build();
  }

  private static AttributeDefinition binary(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.B)
        .build();
  }

  private static List<KeySchemaElement> keys() {
    return List.of(
        KeySchemaElement.builder().attributeName(ItemKey.PARTITION).keyType(KeyType.HASH).build(),
        KeySchemaElement.builder().attributeName(ItemKey.SORT).keyType(KeyType.RANGE).build());
  }

  static boolean isOf(TableDescription table) {
    return table.keySchema().equals(keys());
  }

  /// The same as commands of the AWS command line.
  static String text(TableNames names, String region) {
    List<String> lines = new ArrayList<>();
    for (Table table : Table.values()) {
      String name = names.of(table);
      String place = " --region " + region + " --table-name " + name;
      lines.add(
          "aws dynamodb create-table"
              + place
              + " --billing-mode PAY_PER_REQUEST --deletion-protection-enabled"
              + " --attribute-definitions AttributeName=k,AttributeType=B"
              + " AttributeName=s,AttributeType=B"
              + " --key-schema AttributeName=k,KeyType=HASH AttributeName=s,KeyType=RANGE");
      lines.add("aws dynamodb wait table-exists" + place);
      if (table.expires()) {
        lines.add(
            "aws dynamodb update-time-to-live"
                + place
                + " --time-to-live-specification Enabled=true,AttributeName="
                + Table.TTL);
      }
      lines.add(
          "aws dynamodb update-continuous-backups"
              + place
              + " --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true");
    }
    return String.join("\n", lines) + "\n";
  }
}
