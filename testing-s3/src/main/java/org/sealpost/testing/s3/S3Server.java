package org.sealpost.testing.s3;

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

/// An S3Proxy of the tests' own on loopback over a folder. It verifies signatures, expiry, length
/// and checksums. A bucket is a folder in [#buckets]. Used by one thread at a time.
public final class S3Server implements AutoCloseable {
  public static final String REGION = "eu-central-1";
  public static final String ACCESS_KEY_ID = "testing";

  /// Of nothing but this server.
  public static final String SECRET_ACCESS_KEY = "not-a-secret";

  private static final String MAIN = "org.gaul.s3proxy.Main";
  private static final Path WORK = Path.of("target", "s3").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Ends the server when its own input ends, which it does also when this JVM is killed.
  private static final String LEASH =
      "\"$@\" & child=$!; read -r _; kill -KILL $child 2>/dev/null; wait $child";

  private static @Nullable S3Server shared;

  private final Path folder;
  private final Path log;
  private int port;
  private @Nullable Process process;

  private S3Server(Path folder) {
    this.folder = folder;
    this.log = folder.resolve("server.log");
  }

  /// The server that all tests of this JVM share; it ends with the JVM.
  public static synchronized S3Server shared() {
    if (shared == null) {
      S3Server made = create();
      made.start();
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
      shared = made;
    }
    return shared;
  }

  /// A server of one's own, not started yet.
  public static S3Server create() {
    try {
      Files.createDirectories(WORK);
      return new S3Server(Files.createTempDirectory(WORK, "server"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts over what is in the folder, on the port that it had before if it has run; returns when
  /// it takes connections.
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
                  "-Djava.io.tmpdir=" + temporary,
                  "-Dlogback.configurationFile=" + quiet(),
                  "-cp",
                  classPath(),
                  MAIN,
                  "--properties",
                  properties().toString())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path properties() throws IOException {
    return Files.writeString(
        folder.resolve("s3proxy.conf"),
        String.join(
            "\n",
            "s3proxy.endpoint=" + endpoint(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY_ID,
            "s3proxy.credential=" + SECRET_ACCESS_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + Files.createDirectories(buckets()),
            ""));
  }

  /// Its own default is to log every byte that its connections see.
  private Path quiet() throws IOException {
    return Files.writeString(
        folder.resolve("logback.xml"),
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%date %level %logger %message%n</pattern></encoder>
          </appender>
          <root level="WARN"><appender-ref ref="out"/></root>
        </configuration>
        """);
  }

  private static String classPath() throws IOException {
    try (InputStream resource = S3Server.class.getResourceAsStream("/s3proxy.classpath")) {
      if (resource == null) {
        throw new IllegalStateException("the build has left no class path of S3Proxy");
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
        throw new IOException("S3Proxy did not start; see " + log);
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

  /// Where the buckets are, also while it does not run.
  public Path buckets() {
    return folder.resolve("buckets");
  }

  /// Makes a bucket; nothing when it is there.
  public void createBucket(String name) {
    try {
      Files.createDirectories(buckets().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /// Ends it at once; what it has answered for stays in the folder.
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
