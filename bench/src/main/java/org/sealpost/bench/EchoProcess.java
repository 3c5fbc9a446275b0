package org.sealpost.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.bench.echo.EchoServer;

/// The echo in a process of its own, with a certificate of the same kind as the server's (ECDSA on
/// P-256) and the same flags of the JVM.
final class EchoProcess implements AutoCloseable {
  private static final String PASSWORD = "loopback";

  private final Process process;
  private final InetSocketAddress address;
  private final KeyStore trust;

  private EchoProcess(Process process, InetSocketAddress address, KeyStore trust) {
    this.process = process;
    this.address = address;
    this.trust = trust;
  }

  /// @param jvmFlags what the server's JVM is given
  static EchoProcess start(Path folder, List<String> jvmFlags) throws IOException {
    Path keys = folder.resolve("echo.p12");
    run(
        bin("keytool"),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-alias",
        "echo",
        "-keystore",
        keys.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    List<String> command = new ArrayList<>();
    command.add(bin("java"));
    command.addAll(jvmFlags);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EchoServer.class.getName(),
            keys.toString(),
            PASSWORD));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null || !line.startsWith("ready ")) {
      process.destroyForcibly();
      throw new IOException("the echo did not start");
    }
    int port = Integer.parseInt(line.substring("ready ".length()));
    return new EchoProcess(process, new InetSocketAddress("localhost", port), load(keys));
  }

  private static KeyStore load(Path keys) throws IOException {
    try (InputStream in = Files.newInputStream(keys)) {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(in, PASSWORD.toCharArray());
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("echo", own.getCertificate("echo"));
      return trust;
    } catch (GeneralSecurityException e) {
      throw new IOException("the echo's certificate cannot be read", e);
    }
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command[0] + ": " + new String(output, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String bin(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  long pid() {
    return process.pid();
  }

  InetSocketAddress address() {
    return address;
  }

  KeyStore trust() {
    return trust;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
