package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.List;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;

/// Carries out one commit. Operations run together without savepoints, as nearly none fails; when
/// one does, everything is rolled back and run again, each operation behind a savepoint of its own,
/// so that only the one that fails is refused. Belongs to the writer's thread.
final class Transactions {
  private final Sql sql;
  private final WriteAccess access;
  private final Runnable beforeCommit;

  /// Whether a transaction failed and its remains are still to be cleared away.
  private boolean broken;

  /// @param beforeCommit run before each commit; tests stop it here
  Transactions(Sql sql, WriteAccess access, Runnable beforeCommit) {
    this.sql = sql;
    this.access = access;
    this.beforeCommit = beforeCommit;
  }

  /// Every request has its answer afterwards; none is told of success before the commit returned.
  void commit(List<WriteRequest<?>> requests) {
    try {
      if (!runTogether(requests)) {
        runApart(requests);
      }
      access.accountCache().transactionEnded();
      requests.forEach(WriteRequest::committed);
    } catch (SQLException e) {
      failAll(requests, Faults.of(e));
    } catch (StorageUnavailable | StorageCorrupt e) {
      failAll(requests, e);
    } catch (RuntimeException | Error e) { // also out of memory: nobody may be left waiting
      failAll(requests, new StorageUnavailable("a commit failed", e));
    }
  }

  private void failAll(List<WriteRequest<?>> requests, RuntimeException why) {
    broken = true;
    access.accountCache().transactionEnded();
    requests.forEach(request -> request.fail(why));
  }

  /// False when an operation failed; nothing has happened then.
  private boolean runTogether(List<WriteRequest<?>> requests) throws SQLException {
    begin();
    try {
      for (WriteRequest<?> request : requests) {
        request.run(access);
      }
      access.save();
    } catch (SQLException | RuntimeException e) {
      broken = true;
      return false;
    }
    commit();
    return true;
  }

  private void runApart(List<WriteRequest<?>> requests) throws SQLException {
    begin();
    for (WriteRequest<?> request : requests) {
      runBehindSavepoint(request);
    }
    commit();
  }

  private void commit() throws SQLException {
    beforeCommit.run();
    sql.execute("commit");
  }

  private void runBehindSavepoint(WriteRequest<?> request) throws SQLException {
    sql.execute("savepoint one");
    try {
      request.run(access);
      access.save();
    } catch (SQLException e) {
      undo(request, Faults.of(e));
    } catch (RuntimeException e) {
      undo(request, e);
    }
    sql.execute("release one");
  }

  private void undo(WriteRequest<?> request, RuntimeException why) throws SQLException {
    try {
      sql.execute("rollback to one");
    } catch (SQLException e) { // a full disk, for one, makes SQLite roll back the whole commit
      why.addSuppressed(e);
      throw why;
    }
    access.forget();
    request.refuse(why);
  }

  private void begin() throws SQLException {
    if (broken) {
      rollBack();
      access.forget();
      broken = false;
    }
    sql.execute("begin immediate");
  }

  private void rollBack() {
    try {
      sql.execute("rollback");
    } catch (SQLException e) {
      // SQLite had rolled back by itself. If it could not, the next begin says so.
    }
  }
}
