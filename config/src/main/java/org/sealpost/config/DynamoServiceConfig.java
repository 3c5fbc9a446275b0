package org.sealpost.config;

import java.util.Optional;

/// `storage.dynamo`: the DynamoDB that `storage.type: dynamo` uses. Credentials come from the
/// process's surroundings (environment, profile, container, instance), never from this file.
///
/// @param region such as `eu-central-1`
/// @param endpoint in the service's place; plain HTTP on this machine alone
/// @param tablePrefix what the tables' names begin with
/// @param createTables whether the server makes tables that are not there
public record DynamoServiceConfig(
    String region, Optional<String> endpoint, String tablePrefix, boolean createTables) {

  /// Empty when no region is written.
  static Optional<DynamoServiceConfig> read(Section section) {
    Optional<String> region = section.text("region");
    Optional<String> endpoint = section.text("endpoint");
    String tablePrefix = section.text("tablePrefix", "sealpost-");
    boolean createTables = section.flag("createTables", false);
    if (!tablePrefix.matches("[A-Za-z0-9_.-]{1,100}")) {
      throw section.refuse(
          "tablePrefix",
          tablePrefix,
          "use 1 to 100 letters, digits, dots, dashes and underscores (default sealpost-)");
    }
    return region.map(
        written -> new DynamoServiceConfig(written, endpoint, tablePrefix, createTables));
  }
}
