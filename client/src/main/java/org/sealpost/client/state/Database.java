package org.sealpost.client.state;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One SQLite connection, used by one thread at a time. Calls join the transaction that is open on
/// their thread, or are one each. Every commit is on disk when it returns (synchronous=FULL).
final class Database implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /// A failure in the open transaction. libsignal stands between some calls and their transaction;
  /// what it makes of an exception must not lead to a commit.
  private @Nullable StateUnavailable broken;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /// Opens or creates the file; the lock on it is held until [#close].
  static Database open(Path file) throws IOException {
    createPrivately(file);
    return open("jdbc:sqlite:" + file, file.toString());
  }

  static Database inMemory() {
    try {
      return open("jdbc:sqlite::memory:", "memory");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Database open(String url, String name) throws IOException {
    try {
      Connection connection = DriverManager.getConnection(url);
      try (Statement pragmas = connection.createStatement()) {
        pragmas.execute("pragma busy_timeout=2000");
        pragmas.execute("pragma locking_mode=exclusive");
        pragmas.execute("pragma journal_mode=wal");
        pragmas.execute("pragma synchronous=full");
        pragmas.execute("pragma secure_delete=on");
        pragmas.execute("begin immediate");
        upgrade(pragmas);
        pragmas.execute("commit");
      } catch (SQLException | IOException e) {
        connection.close();
        throw e;
      }
      return new Database(connection);
    } catch (SQLException e) {
      throw new IOException(
          "the state " + name + " cannot be opened; is another client using it?", e);
    }
  }

  private static void upgrade(Statement statement) throws SQLException, IOException {
    int version;
    try (ResultSet row = statement.executeQuery("pragma user_version")) {
      version = row.next() ? row.getInt(1) : 0;
    }
    if (version > Schema.CHANGES.size()) {
      throw new IOException("the state was written by a newer version of this program");
    }
    if (version == 0) {
      for (String table : Schema.TABLES) {
        statement.execute(table);
      }
    }
    for (List<String> change : Schema.CHANGES.subList(version, Schema.CHANGES.size())) {
      for (String sql : change) {
        statement.execute(sql);
      }
    }
    statement.execute("pragma user_version=" + Schema.CHANGES.size());
  }

  private static void createPrivately(Path file) throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // It was made here before.
    }
  }

  /// Runs the work in a transaction, or in the one that this thread has open. A failure undoes all
  /// of the outermost.
  <T> T transaction(Supplier<T> work) {
    lock.lock();
    try {
      if (lock.getHoldCount() > 1) {
        return work.get();
      }
      connection.setAutoCommit(false);
      try {
        broken = null;
        T result = work.get();
        if (broken != null) {
          throw broken;
        }
        connection.commit();
        return result;
      } catch (RuntimeException | Error e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  /// Runs the attempt inside the transaction that this thread has open.
  <T, E extends Exception> T attempt(ClientState.Attempt<T, E> attempt) throws E {
    if (!lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("an attempt stands inside a transaction");
    }
    try {
      Savepoint before = connection.setSavepoint();
      boolean done = false;
      try {
        T result = attempt.run();
        done = true;
        return result;
      } finally {
        if (done) {
          connection.releaseSavepoint(before);
        } else {
          connection.rollback(before);
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// Reads one row.
  interface Row<T> {
    T read(ResultSet columns) throws SQLException;
  }

  <T> List<T> all(String sql, Row<T> row, Object... values) {
    return transaction(() -> {
      try (ResultSet found = bound(sql, values).executeQuery()) {
        List<T> rows = new ArrayList<>();
        while (found.next()) {
          rows.add(row.read(found));
        }
        return rows;
      } catch (SQLException e) {
        throw failed(e);
      }
    });
  }

  <T> Optional<T> first(String sql, Row<T> row, Object... values) {
    return all(sql, row, values).stream().findFirst();
  }

  /// Writes; the answer is how many rows changed.
  int write(String sql, Object... values) {
    return transaction(() -> {
      try {
        return bound(sql, values).executeUpdate();
      } catch (SQLException e) {
        throw failed(e);
      }
    });
  }

  private PreparedStatement bound(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private StateUnavailable failed(SQLException e) {
    StateUnavailable failure =
        new StateUnavailable("the client's state cannot be read or written", e);
    broken = failure;
    return failure;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      statements.clear();
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }
}
