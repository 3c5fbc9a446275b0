package org.sealpost.storage.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;

/// One connection and its prepared statements, each made once. Belongs to one thread. The texts
/// that are passed in are constants, so the statements kept are few. A statement that failed is not
/// kept: the driver finalizes it, and whoever used it again would fail for ever (a full disk would
/// outlast its being full).
///
/// Values are bound by their type: numbers and text as they are, [Bytes] and [UUID] as blobs,
/// [Instant] as milliseconds, and an empty [Optional] as null.
final class Sql implements AutoCloseable {
  /// Turns the current row of a result into a value.
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Takes rows one by one; false stops the query.
  @FunctionalInterface
  interface RowTaker {
    boolean take(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /// Returns how many rows were written.
  int update(String text, Object... values) throws SQLException {
    return use(text, values, PreparedStatement::executeUpdate);
  }

  <T> Optional<T> first(String text, Row<T> row, Object... values) throws SQLException {
    return use(
        text,
        values,
        statement -> {
          try (ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.of(row.read(result)) : Optional.empty();
          }
        });
  }

  <T> List<T> all(String text, Row<T> row, Object... values) throws SQLException {
    List<T> rows = new ArrayList<>();
    each(
        text,
        result -> {
          rows.add(row.read(result));
          return true;
        },
        values);
    return rows;
  }

  void each(String text, RowTaker taker, Object... values) throws SQLException {
    boolean _ =
        use(
            text,
            values,
            statement -> {
              try (ResultSet result = statement.executeQuery()) {
                while (result.next() && taker.take(result)) {}
              }
              return true;
            });
  }

  /// For statements that begin and end transactions, which must not be prepared by JDBC's own
  /// notion of them.
  void execute(String text) throws SQLException {
    boolean _ = use(text, new Object[0], PreparedStatement::execute);
  }

  private <T> T use(String text, Object[] values, Use<T> use) throws SQLException {
    PreparedStatement statement = prepared.get(text);
    if (statement == null) {
      statement = connection.prepareStatement(text);
      prepared.put(text, statement);
    }
    try {
      for (int i = 0; i < values.length; i++) {
        bind(statement, i + 1, values[i]);
      }
      return use.of(statement);
    } catch (SQLException e) {
      prepared.remove(text);
      closeAfter(e, statement);
      throw e;
    }
  }

  private static void closeAfter(SQLException fault, PreparedStatement statement) {
    try {
      statement.close();
    } catch (SQLException e) {
      fault.addSuppressed(e);
    }
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case Bytes bytes -> statement.setBytes(index, bytes.unsafeArray());
      case UUID uuid -> statement.setBytes(index, Uuids.toBytes(uuid));
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case String string -> statement.setString(index, string);
      case Instant instant -> statement.setLong(index, instant.toEpochMilli());
      case Optional<?> optional when optional.isEmpty() -> statement.setNull(index, Types.BLOB);
      case Optional<?> optional -> bind(statement, index, optional.get());
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
    return Uuids.fromBytes(row.getBytes(column));
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
