package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/// An operation on its way through the writer, and the caller who waits for it. The outcome is kept
/// back until the commit is durable.
final class WriteRequest<T> {
  private final Operation<T> operation;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private Runnable outcome = () -> {};

  WriteRequest(Operation<T> operation) {
    this.operation = operation;
  }

  void run(WriteAccess access) throws SQLException {
    T result = operation.run(access);
    outcome = () -> answer.complete(result);
  }

  /// The operation itself failed and its effects are rolled back; its neighbours go on.
  void refuse(RuntimeException why) {
    outcome = () -> answer.completeExceptionally(why);
  }

  /// The commit is durable.
  void committed() {
    outcome.run();
  }

  /// There was no commit, or nobody knows whether there was.
  void fail(RuntimeException why) {
    answer.completeExceptionally(why);
  }

  CompletableFuture<T> answer() {
    return answer;
  }
}
