package org.sealpost.server.boot;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.protocol.Bytes;
import org.sealpost.server.boot.TestDatabase.Cell;

/// Reads and writes whole tables.
final class JdbcCells {
  private JdbcCells() {}

  /// Every cell of the tables that the query names, quoted as they are to be used.
  static List<Cell> of(Connection connection, String tablesQuery) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet names = connection.createStatement().executeQuery(tablesQuery)) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
    List<Cell> cells = new ArrayList<>();
    for (String table : tables) {
      try (ResultSet rows = connection.createStatement().executeQuery("select * from " + table)) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          for (int column = 1; column <= columns; column++) {
            Object value = rows.getObject(column);
            if (value != null) {
              cells.add(new Cell(table, rows.getMetaData().getColumnName(column), bytes(value)));
            }
          }
        }
      }
    }
    return cells;
  }

  private static Bytes bytes(Object value) {
    return value instanceof byte[] bytes
        ? Bytes.wrap(bytes)
        : Bytes.wrap(value.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Puts the rows of `data_key` in the place of those that are there.
  static void replaceDataKeys(Connection from, Connection to) throws SQLException {
    var _ = to.createStatement().executeUpdate("delete from data_key");
    try (ResultSet rows =
            from.createStatement().executeQuery("select owner, generation, wrapped from data_key");
        PreparedStatement insert =
            to.prepareStatement(
                "insert into data_key (owner, generation, wrapped) values (?, ?, ?)")) {
      while (rows.next()) {
        insert.setString(1, rows.getString(1));
        insert.setInt(2, rows.getInt(2));
        insert.setBytes(3, rows.getBytes(3));
        var _ = insert.executeUpdate();
      }
    }
  }
}
