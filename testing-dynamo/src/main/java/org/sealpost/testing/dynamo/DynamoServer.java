package org.sealpost.testing.dynamo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A DynamoDB Local of the tests' own on loopback, with its data in memory. It takes any
/// credentials. Used by one thread at a time.
public final class DynamoServer implements AutoCloseable {
  public static final String REGION = "eu-central-1";

  private static final String MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner";
  private static final Path WORK = Path.of("target", "dynamo").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Ends the server when its own input ends, which it does also when this JVM is killed: its
  /// threads would keep it alive for ever.
  private static final String LEASH =
      "\"$@\" & child=$!; read -r _; kill -KILL $child 2>/dev/null; wait $child";

  private static @Nullable DynamoServer shared;

  private final Path folder;
  private final Path log;
  private int port;
  private @Nullable Process process;

  private DynamoServer(Path folder) {
    this.folder = folder;
    this.log = folder.resolve("server.log");
  }

  /// The server that all tests of this JVM share; it ends with the JVM.
  public static synchronized DynamoServer shared() {
    if (shared == null) {
      DynamoServer made = create();
      made.start();
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
      shared = made;
    }
    return shared;
  }

  /// A server of one's own, not started yet.
  public static DynamoServer create() {
    try {
      Files.createDirectories(WORK);
      return new DynamoServer(Files.createTempDirectory(WORK, "server"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts, empty, on the port that it had before if it has run; returns when it takes
  /// connections.
  public void start() {
    try {
      if (port == 0) {
        port = freePort();
      }
      Path temporary = Files.createDirectories(folder.resolve("tmp"));
      process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  LEASH,
                  "sh",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx512m",
                  "--enable-native-access=ALL-UNNAMED",
                  "-DDDB_LOCAL_TELEMETRY=0",
                  "-Djava.io.tmpdir=" + temporary,
                  "-cp",
                  classPath(),
                  MAIN,
                  "-inMemory",
                  "-sharedDb",
                  "-disableTelemetry",
                  "-port",
                  Integer.toString(port))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() throws IOException {
    try (InputStream resource =
        DynamoServer.class.getResourceAsStream("/dynamodb-local.classpath")) {
      if (resource == null) {
        throw new IllegalStateException("the build has left no class path of DynamoDB Local");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (!takesConnections()) {
      if (process == null || !process.isAlive() || System.nanoTime() > giveUp) {
        close();
        throw new IOException("DynamoDB Local did not start; see " + log);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private boolean takesConnections() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    kill();
  }

  /// Ends it at once; all data is gone.
  public void kill() {
    Process running = process;
    if (running != null) {
      List<ProcessHandle> all = running.descendants().toList();
      all.forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
      all.forEach(each -> each.onExit().join());
      process = null;
    }
  }
}
