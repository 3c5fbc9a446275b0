package org.sealpost.storage.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;

/// An array for `unnest`: one column of many rows.
final class Column {
  private final String type;
  private final Object[] values;

  private Column(String type, Object[] values) {
    this.type = type;
    this.values = values;
  }

  static Column uuids(List<UUID> values) {
    return new Column("uuid", values.toArray());
  }

  static Column texts(List<String> values) {
    return new Column("text", values.toArray());
  }

  static Column bytes(List<Bytes> values) {
    return new Column("bytea", values.stream().map(Bytes::unsafeArray).toArray(byte[][]::new));
  }

  /// Null where there is none.
  static Column maybeBytes(List<Optional<Bytes>> values) {
    byte[][] arrays = new byte[values.size()][];
    for (int i = 0; i < arrays.length; i++) {
      if (values.get(i).isPresent()) {
        arrays[i] = values.get(i).get().unsafeArray();
      }
    }
    return new Column("bytea", arrays);
  }

  static Column longs(List<Long> values) {
    return new Column("int8", values.toArray(Long[]::new));
  }

  static Column ints(List<Integer> values) {
    return new Column("int4", values.toArray(Integer[]::new));
  }

  static Column flags(List<Boolean> values) {
    return new Column("bool", values.toArray(Boolean[]::new));
  }

  Array over(Connection connection) throws SQLException {
    return connection.createArrayOf(type, values);
  }
}
