package org.sealpost.storage.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// Makes the pool's connections. A server that is away for a moment (it is started again, or its
/// standby takes over) is asked again soon: the pool rests twice as long after each failure, up to
/// five seconds, in which the database would be back and nobody would know. Safe for any thread.
final class Connecting implements DataSource {
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private final Driver driver = new Driver();
  private final String url;
  private final Properties properties;
  private final Duration patience;
  private volatile boolean opened;

  /// @param patience how long one attempt goes on, once there was a connection
  Connecting(String url, Properties properties, Duration patience) {
    this.url = url;
    this.properties = properties;
    this.patience = patience;
  }

  /// The first connection is not waited for: who starts a server is told.
  @Override
  public Connection getConnection() throws SQLException {
    long giveUp = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        Connection connection = connect();
        opened = true;
        return connection;
      } catch (SQLException e) {
        if (!opened || !Faults.isAway(e) || System.nanoTime() - giveUp > 0) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new SQLException("the pool is being closed");
      }
    }
  }

  private Connection connect() throws SQLException {
    return Optional.ofNullable(driver.connect(url, properties))
        .orElseThrow(() -> new SQLException("not a URL of PostgreSQL"));
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  /// The driver's own properties bound what it does.
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("this wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
