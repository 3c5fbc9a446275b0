package org.sealpost.dist.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sealpost.testing.postgres.PostgresServer;

/// Where the server that is killed keeps everything.
sealed interface Behind extends AutoCloseable {
  /// What `serve` is told beside the usual.
  List<String> options();

  /// Few devices send as fast as they can.
  String LIMITS =
      """
      limits:
        messages: {burst: 1000000, every: 1ms}
        inboundKibibytes: {burst: 1000000, every: 1ms}
      """;

  /// Puts on the disk what is committed without waiting for it, as acknowledgements are: from now
  /// on no kill brings it back.
  void settle();

  @Override
  void close();

  /// A file in the server's folder: there is nothing else to kill.
  record OwnFile(Path configuration) implements Behind {
    static OwnFile in(Path folder) throws IOException {
      return new OwnFile(Files.writeString(folder.resolve("own-file.yml"), LIMITS));
    }

    @Override
    public List<String> options() {
      return List.of("--config", configuration.toString());
    }

    @Override
    public void settle() {}

    @Override
    public void close() {}
  }

  /// A PostgreSQL, which can be killed with the server.
  record Database(PostgresServer server, Path configuration) implements Behind {
    static Database start(Path folder) throws IOException {
      PostgresServer server = PostgresServer.create(folder.resolve("database"));
      server.start(Map.of());
      Path configuration =
          Files.writeString(
              folder.resolve("postgres.yml"),
              """
              storage:
                type: postgres
                postgres: {url: "%s", user: %s}
              %s\
              """
                  .formatted(server.url("postgres"), PostgresServer.USER, LIMITS));
      return new Database(server, configuration);
    }

    @Override
    public List<String> options() {
      return List.of("--config", configuration.toString());
    }

    /// By a commit that does wait: the log is written in order.
    @Override
    public void settle() {
      server.execute("create table settled ()", "drop table settled");
    }

    void killAndStart() {
      server.kill();
      server.start(Map.of());
    }

    @Override
    public void close() {
      server.kill();
    }
  }
}
