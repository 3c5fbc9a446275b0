package org.sealpost.storage.dynamo;

import java.util.EnumMap;
import java.util.Map;

/// The names of the tables in the service: the prefix and what they are called here.
final class TableNames {
  private final Map<Table, String> names = new EnumMap<>(Table.class);

  TableNames(String prefix) {
    for (Table table : Table.values()) {
      names.put(table, prefix + table.suffix());
    }
  }

  String of(Table table) {
    return names.getOrDefault(table, "");
  }
}
