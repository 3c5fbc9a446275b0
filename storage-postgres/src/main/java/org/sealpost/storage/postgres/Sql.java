package org.sealpost.storage.postgres;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.sealpost.protocol.Bytes;

/// One connection, for one call. Belongs to the thread that was given it.
///
/// Values are bound by their type: numbers, text and [UUID] as they are, [Bytes] as `bytea`,
/// [Instant] as milliseconds, [Column] as an array, and an empty [Optional] as a null `bytea`.
final class Sql {
  /// Turns the current row of a result into a value.
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Handle handle;

  Sql(Handle handle) {
    this.handle = handle;
  }

  <T> Optional<T> first(String text, Row<T> row, Object... values) {
    return bind(handle.createQuery(text), values).map((result, _) -> row.read(result)).findFirst();
  }

  <T> List<T> all(String text, Row<T> row, Object... values) {
    return bind(handle.createQuery(text), values).map((result, _) -> row.read(result)).list();
  }

  /// The one value that the statement answers with.
  <T> T one(String text, Row<T> row, Object... values) {
    return first(text, row, values)
        .orElseThrow(() -> new IllegalStateException("a statement without an answer"));
  }

  /// For tests, and for a copy, beside which nothing else runs.
  <T> T inTransaction(Supplier<T> work) {
    return handle.inTransaction(_ -> work.get());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Object[] values) {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i, values[i]);
    }
    return statement;
  }

  private static void bind(SqlStatement<?> statement, int index, Object value) {
    switch (value) {
      case Bytes bytes -> statement.bind(index, bytes.unsafeArray());
      case Optional<?> optional when optional.isEmpty() -> statement.bindNull(index, Types.BINARY);
      case Optional<?> optional -> bind(statement, index, optional.get());
      case UUID uuid -> statement.bind(index, uuid);
      case Long number -> statement.bind(index, number);
      case Integer number -> statement.bind(index, number);
      case Boolean flag -> statement.bind(index, flag);
      case String string -> statement.bind(index, string);
      case Instant instant -> statement.bind(index, instant.toEpochMilli());
      case Column column ->
          statement.bind(
              index,
              (position, prepared, _) ->
                  prepared.setArray(position, column.over(prepared.getConnection())));
      default -> throw new IllegalArgumentException("no binding for " + value.getClass());
    }
  }

  static Bytes bytes(ResultSet row, int column) throws SQLException {
    return Bytes.wrap(row.getBytes(column));
  }

  static Optional<Bytes> maybeBytes(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? Optional.empty() : Optional.of(Bytes.wrap(bytes));
  }

  static UUID uuid(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  /// Empty where the array is null.
  static <T> List<T> list(ResultSet row, String column, Class<T> type) throws SQLException {
    Array array = row.getArray(column);
    return array == null
        ? List.of()
        : Arrays.stream((Object[]) array.getArray()).<T>map(type::cast).toList();
  }
}
