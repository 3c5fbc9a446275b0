package org.sealpost.client.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.json.WireJson;

/// A server of the built distribution in a process of its own, which can be killed and started
/// again on the same data. Started with the flags that `./sealpost` gives. Everything it writes is
/// kept, for tests that look for what must not be there.
///
/// One thread's business, except [#log].
public final class ServerProcess implements AutoCloseable, FakeAccounts.Invites {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path home;
  private final Path data;
  private final int port;
  private final List<String> options;
  private final List<String> prefix;
  private final List<String> jvmFlags;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private Running running;

  private record Running(Process process, Thread reader, Duration readyAfter) {}

  private ServerProcess(
      Path home, Path data, List<String> prefix, List<String> jvmFlags, List<String> options)
      throws IOException {
    this.home = home;
    this.data = data;
    this.prefix = prefix;
    this.jvmFlags = jvmFlags;
    this.options = options;
    this.port = freePort();
    this.running = launch();
  }

  /// Starts a server on a free port and waits until it says that it is ready.
  ///
  /// @param home the distribution's folder, with `sealpost.jar` in it
  /// @param data the server's folder, made if it is not there
  /// @param options further options of `serve`
  public static ServerProcess start(Path home, Path data, String... options) throws IOException {
    return new ServerProcess(home, data, List.of(), List.of(), List.of(options));
  }

  /// The same as the child of another program, such as a tracer, which passes signals on or ends
  /// when the server does.
  public static ServerProcess startUnder(
      List<String> prefix, Path home, Path data, String... options) throws IOException {
    return new ServerProcess(home, data, prefix, List.of(), List.of(options));
  }

  /// The same with flags for its JVM beside those of the distribution.
  public static ServerProcess startWith(
      List<String> jvmFlags, Path home, Path data, String... options) throws IOException {
    return new ServerProcess(home, data, List.of(), jvmFlags, List.of(options));
  }

  /// Chosen here, so that it stays the same when the server is started again.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Running launch() throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(java("serve", "--data", data.toString(), "--port", Integer.toString(port)));
    command.addAll(options);
    long started = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CountDownLatch readyOrEnded = new CountDownLatch(1);
    boolean[] ready = new boolean[1];
    Thread reader = Thread.ofVirtual().start(() -> follow(process, readyOrEnded, ready));
    try {
      if (!readyOrEnded.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !ready[0]) {
        process.destroyForcibly();
        throw new IOException("the server did not become ready; it wrote:\n" + log());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw interrupted(e);
    }
    return new Running(process, reader, Duration.ofNanos(System.nanoTime() - started));
  }

  private void follow(Process process, CountDownLatch readyOrEnded, boolean[] ready) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        if (line.contains("ready")) {
          ready[0] = true;
          readyOrEnded.countDown();
        }
      }
    } catch (IOException e) {
      log.add("(its output could not be read any more)");
    } finally {
      readyOrEnded.countDown();
    }
  }

  /// The flags of the distribution's own JVM.
  public static List<String> jvmFlags(Path home) throws IOException {
    return Files.readAllLines(home.resolve("jvm.options")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private List<String> java(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags(home));
    command.addAll(jvmFlags);
    Path cache = home.resolve("sealpost.aot");
    if (Files.exists(cache)) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.add("-Djava.library.path=" + home.resolve("lib").resolve("native"));
    command.add("-jar");
    command.add(home.resolve("sealpost.jar").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /// From the start of the process to the line that says that it is ready.
  public Duration readyAfter() {
    return running.readyAfter();
  }

  /// The server's own process, also when it was started under another.
  public long pid() {
    return prefix.isEmpty()
        ? running.process().pid()
        : running.process().descendants().map(ProcessHandle::pid).findFirst().orElseThrow();
  }

  public Path data() {
    return data;
  }

  /// What it has written, to both outputs, since the first start.
  public String log() {
    return String.join("\n", log);
  }

  public int port() {
    return port;
  }

  /// A client of this server. Each call makes one, which the caller closes.
  public Service connect() throws IOException {
    return new Service(profile());
  }

  public ClientProfile profile() throws IOException {
    try {
      return WireJson.read(
          Bytes.wrap(
              command("client-profile", "--data", data.toString())
                  .getBytes(StandardCharsets.UTF_8)),
          ClientProfile.class);
    } catch (WireJson.BadJson e) {
      throw new IOException("client-profile printed no profile: " + e.getMessage(), e);
    }
  }

  /// A new invite, asked for as the `invite` command asks a running server: one line of JSON
  /// through the socket in its folder. Starting the command hundreds of times would take minutes.
  @Override
  public String codeFor(PhoneNumber number) throws IOException {
    Path elsewhere = data.resolve("control.path");
    Path socket =
        Files.exists(elsewhere)
            ? Path.of(Files.readString(elsewhere).strip())
            : data.resolve("control.sock");
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      Bytes question = WireJson.write(Map.of("command", "invite", "number", number.e164()));
      Channels.newOutputStream(channel)
          .write(
              (new String(question.unsafeArray(), StandardCharsets.UTF_8) + "\n")
                  .getBytes(StandardCharsets.UTF_8));
      String line =
          new BufferedReader(
                  new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
              .readLine();
      InviteAnswer answer =
          WireJson.read(
              Bytes.wrap(String.valueOf(line).getBytes(StandardCharsets.UTF_8)),
              InviteAnswer.class);
      if (answer.code() == null) {
        throw new IOException("the server gave no invite");
      }
      return answer.code();
    } catch (WireJson.BadJson e) {
      throw new IOException("the server gave no invite", e);
    }
  }

  private record InviteAnswer(@Nullable String code) {
    @Override
    public String toString() {
      return "InviteAnswer[redacted]";
    }
  }

  /// Runs another command of the distribution and returns what it printed.
  public String command(String... arguments) throws IOException {
    Process process =
        new ProcessBuilder(java(arguments)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    await(process);
    if (process.exitValue() != 0) {
      throw new IOException("'" + arguments[0] + "' ended with " + process.exitValue());
    }
    return output;
  }

  /// Kills it as `kill -9` does, at once, and waits until it is gone.
  public void kill() throws IOException {
    Process process = running.process();
    List<ProcessHandle> all =
        new ArrayList<>(prefix.isEmpty() ? List.of() : process.descendants().toList());
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await(process);
    all.forEach(handle -> handle.onExit().join());
  }

  /// Starts it again on the same data and port.
  public void restart() throws IOException {
    running = launch();
  }

  /// Ends it in good order.
  @Override
  public void close() {
    try {
      Process process = running.process();
      if (prefix.isEmpty()) {
        process.destroy();
      } else {
        process.descendants().forEach(ProcessHandle::destroy);
      }
      await(process);
      running.reader().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(Process process) throws IOException {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the process did not end");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }
}
