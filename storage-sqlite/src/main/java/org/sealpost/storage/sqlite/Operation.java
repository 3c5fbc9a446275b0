package org.sealpost.storage.sqlite;

import java.sql.SQLException;

/// One write, whole or not at all. May be run again after a rollback, so it changes nothing but the
/// database and the writer's memory.
@FunctionalInterface
interface Operation<T> {
  T run(WriteAccess access) throws SQLException;
}
