package org.sealpost.dist.cache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Debian's nginx with `config/examples/nginx-media-cache.conf`, on loopback; of the file only
/// ports, paths and what a test names are replaced. Used by one thread.
final class Nginx implements AutoCloseable {
  private static final Path EXAMPLE = Path.of("../config/examples/nginx-media-cache.conf");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// Ends nginx when its own input ends, which it does also when this JVM is killed.
  private static final String LEASH =
      "\"$@\" & child=$!; read -r _; kill -TERM $child 2>/dev/null; wait $child";

  private final Path folder;
  private final int port;
  private final Process process;

  private Nginx(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  static boolean isThere() throws InterruptedException {
    try {
      Process asked =
          new ProcessBuilder(program(), "-v")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return asked.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// Where Debian has it is not on everybody's path.
  private static String program() {
    return Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";
  }

  /// Returns when it takes connections.
  ///
  /// @param tls with `fullchain.pem`, `privkey.pem` and `origin-ca.pem`
  /// @param replaced in the example, each of which must be there
  static Nginx start(Path folder, Path tls, int originPort, Map<String, String> replaced)
      throws IOException {
    int port = freePort();
    for (String each : List.of("cache", "log", "tmp")) {
      Files.createDirectories(folder.resolve(each));
    }
    String example = Files.readString(EXAMPLE, StandardCharsets.UTF_8);
    example = replace(example, "listen 443 ", "listen 127.0.0.1:" + port + " ");
    example = replace(example, "127.0.0.1:8443", "127.0.0.1:" + originPort);
    example = replace(example, "/etc/nginx/sealpost/", tls + "/");
    example = replace(example, "/var/cache/nginx/", folder.resolve("cache") + "/");
    example = replace(example, "/var/log/nginx/", folder.resolve("log") + "/");
    for (Map.Entry<String, String> each : replaced.entrySet()) {
      example = replace(example, each.getKey(), each.getValue());
    }
    Files.writeString(folder.resolve("example.conf"), example);
    Path main = Files.writeString(folder.resolve("nginx.conf"), around(folder));
    Process process =
        new ProcessBuilder(
                "sh", "-c", LEASH, "sh", program(), "-p", folder.toString(), "-c", main.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log/out.log").toFile())
            .start();
    Nginx nginx = new Nginx(folder, port, process);
    nginx.awaitReady();
    return nginx;
  }

  private static String replace(String text, String what, String by) {
    if (!text.contains(what)) {
      throw new IllegalStateException("the example has no " + what);
    }
    return text.replace(what, by);
  }

  /// What Debian's nginx.conf is to a file in conf.d.
  private static String around(Path folder) {
    String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
    return user
        + """
        daemon off;
        worker_processes 2;
        pid FOLDER/nginx.pid;
        error_log FOLDER/log/main.log notice;
        events { worker_connections 256; }
        http {
          client_body_temp_path FOLDER/tmp/body;
          proxy_temp_path FOLDER/tmp/proxy;
          fastcgi_temp_path FOLDER/tmp/fastcgi;
          uwsgi_temp_path FOLDER/tmp/uwsgi;
          scgi_temp_path FOLDER/tmp/scgi;
          include FOLDER/example.conf;
        }
        """
            .replace("FOLDER", folder.toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > giveUp) {
          close();
          throw new IOException("nginx did not start: " + logs());
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  int port() {
    return port;
  }

  /// All that it has written, to whatever file.
  String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy();
    }
    process.onExit().join();
  }
}
