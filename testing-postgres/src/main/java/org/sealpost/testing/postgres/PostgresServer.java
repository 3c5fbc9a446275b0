package org.sealpost.testing.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL of the tests' own, on loopback, with the superuser `postgres` and no password. Used
/// by one thread at a time.
public final class PostgresServer implements AutoCloseable {
  public static final String USER = "postgres";

  /// Small, as several run beside each other, and as safe as in production.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "max_connections", "60",
          "shared_buffers", "32MB",
          "fsync", "on",
          "full_page_writes", "on",
          "synchronous_commit", "on",
          "log_min_messages", "warning");

  private static final Path WORK = Path.of("target", "postgres").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Ends the server when its own input ends, which it does also when this JVM is killed.
  private static final String LEASH =
      "\"$@\" & child=$!; read -r _; kill -INT $child 2>/dev/null; wait $child";

  private static @Nullable PostgresServer shared;

  private final Path bin;
  private final Path data;
  private final Path log;
  private int port;
  private @Nullable Process process;

  private PostgresServer(Path bin, Path data) {
    this.bin = bin;
    this.data = data;
    this.log = data.resolveSibling(data.getFileName() + ".log");
  }

  /// The server that all tests of this JVM share; it ends with the JVM.
  public static synchronized PostgresServer shared() {
    if (shared == null) {
      try {
        Files.createDirectories(WORK);
        Path folder = Files.createTempDirectory(WORK, "shared");
        PostgresServer made = create(folder.resolve("data"));
        made.start(Map.of());
        shared = made;
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(() -> {
                  made.kill(); // nothing of it is needed again
                  delete(folder);
                }));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  /// A server with data of its own, not started yet.
  ///
  /// @param data a folder that does not exist
  public static PostgresServer create(Path data) {
    try {
      Path bin = PostgresBinaries.unpack(WORK);
      PostgresServer server = new PostgresServer(bin, data);
      server.initialize();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A server over data that somebody else has put there, such as a copy of another's.
  public static PostgresServer over(Path data) {
    try {
      return new PostgresServer(PostgresBinaries.unpack(WORK), data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A standby of this running server with its data as of now, not started yet. It follows by this
  /// name, which `synchronous_standby_names` may say.
  ///
  /// @param data a folder that does not exist
  public PostgresServer standby(String name, Path data) {
    try {
      StandbyCopy.make(this, name, data);
      return new PostgresServer(bin, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes a primary of this running standby.
  public void promote() {
    execute("select pg_promote(true, " + PATIENCE.toSeconds() + ")");
  }

  /// Runs statements as the superuser, in the database `postgres`, each a commit of its own.
  public void execute(String... statements) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, "");
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    } catch (SQLException e) {
      throw new AssertionError(String.join("; ", statements), e);
    }
  }

  /// The first column of what the question answers with, in the database `postgres`.
  public List<String> ask(String question) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question)) {
      List<String> answers = new ArrayList<>();
      while (rows.next()) {
        answers.add(String.valueOf(rows.getString(1)));
      }
      return answers;
    } catch (SQLException e) {
      throw new AssertionError(question, e);
    }
  }

  /// Copies what was made once: that takes seconds.
  private void initialize() throws IOException {
    String name = "initialized-" + Integer.toHexString(bin.toString().hashCode());
    Path made = PostgresBinaries.once(WORK, name, folder -> initialize(folder.resolve("data")));
    StandbyCopy.all(made.resolve("data"), data);
  }

  private void initialize(Path folder) throws IOException {
    List<String> command =
        command(
            "initdb",
            List.of(
                "-D",
                folder.toString(),
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync"));
    Process initdb =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (await(initdb) != 0) {
      throw new IOException("initdb failed; see " + log);
    }
  }

  /// PostgreSQL does not run as root; in a name space of its own it does not see that it is.
  private List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name", "").equals("root")) {
      command.add("unshare");
      command.add("-U");
    }
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  /// Starts, on the port that it had before if it has run; returns when it takes connections.
  ///
  /// @param settings over the standard ones
  public void start(Map<String, String> settings) {
    if (port == 0) {
      port = freePort();
    }
    Map<String, String> all = new TreeMap<>(SETTINGS);
    all.putAll(settings);
    all.put("port", Integer.toString(port));
    List<String> arguments = new ArrayList<>(List.of("-D", data.toString()));
    all.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
    List<String> command = new ArrayList<>(List.of("sh", "-c", LEASH, "sh"));
    command.addAll(command("postgres", arguments));
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() throws IOException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    boolean began = false;
    while (!status().equals("ready")) {
      boolean ended = began && !childRuns();
      began = childRuns();
      if (ended || System.nanoTime() > giveUp) {
        close();
        throw new IOException("PostgreSQL did not start; see " + log);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private boolean childRuns() {
    return process != null && process.children().findAny().isPresent();
  }

  /// What the server says of itself in the eighth line of its pid file; empty while it says
  /// nothing, or another process wrote the file.
  private String status() throws IOException {
    List<String> lines = pidFile();
    boolean own =
        process != null
            && !lines.isEmpty()
            && process
                .children()
                .anyMatch(child -> lines.getFirst().trim().equals("" + child.pid()));
    return own && lines.size() > 7 ? lines.get(7).trim() : "";
  }

  private List<String> pidFile() throws IOException {
    Path file = data.resolve("postmaster.pid");
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  public int port() {
    return port;
  }

  public Path data() {
    return data;
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /// Kills every process of the server at once.
  public void kill() {
    Process running = process;
    if (running != null) {
      List<ProcessHandle> all = running.descendants().toList();
      all.forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
      awaitGone(all);
      await(running);
      process = null;
    }
  }

  /// The JDK itself looks three times a second at those that are not its children.
  private static void awaitGone(List<ProcessHandle> processes) {
    while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /// Ends it in order; its connections are cut.
  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      try {
        running.getOutputStream().close();
      } catch (IOException e) {
        running.destroy();
      }
      await(running);
      process = null;
    }
  }

  private static int await(Process ending) {
    try {
      if (!ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("a process of PostgreSQL does not end");
      }
      return ending.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL ended", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // what is left lies in target, and goes with it
    }
  }
}
