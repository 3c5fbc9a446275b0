package org.sealpost.storage.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;

/// Makes a fault of a commit that the synchronous standby did not confirm. When the wait for it is
/// cancelled, as our timeout does, PostgreSQL commits all the same and says so in a warning: the
/// primary has it, and whoever is promoted may not.
final class Unconfirmed implements StatementCustomizer {
  /// `warning`: the cancelled wait has no state of its own, and its text has a language.
  private static final String WARNING = "01000";

  /// `statement_completion_unknown`.
  private static final String UNKNOWN = "40003";

  @Override
  public void afterExecution(PreparedStatement statement, StatementContext context)
      throws SQLException {
    for (SQLWarning warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      if (WARNING.equals(warning.getSQLState())) {
        throw new SQLException("the synchronous standby did not confirm a commit", UNKNOWN);
      }
    }
  }
}
