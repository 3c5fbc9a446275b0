package org.sealpost.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.whispersystems.signalservice.api.push.ServiceId.ACI;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;

/// Our own client in a process of its own, since its libsignal is not this one's: lines go in,
/// lines come out. Used by one thread.
final class OurChat implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern SELF = Pattern.compile("You are ([0-9a-f-]{36}),");

  private final Process process;
  private final Writer keyboard;
  private final BlockingQueue<String> screen = new LinkedBlockingQueue<>();
  private final ACI aci;

  /// Registers a new account and waits until it is online.
  OurChat(ServerProcess server, Path folder) throws IOException, InterruptedException {
    this.process = server.chat(folder);
    this.keyboard = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::follow);
    var number = ForeignClients.newNumber();
    type(number);
    type(server.invite(number));
    this.aci = ACI.parseOrThrow(await(SELF).group(1));
    await(Pattern.compile("/help says what else"));
  }

  void type(String line) throws IOException {
    keyboard.write(line + "\n");
    keyboard.flush();
  }

  /// Waits for a line in which this is found; lines before it are forgotten.
  MatchResult await(Pattern wanted) throws InterruptedException {
    var seen = new ArrayList<String>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      var line = screen.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IllegalStateException("no line with " + wanted + " but " + seen);
      }
      seen.add(line);
      var matcher = wanted.matcher(line);
      if (matcher.find()) {
        return matcher.toMatchResult();
      }
    }
  }

  ACI aci() {
    return aci;
  }

  SignalServiceAddress address() {
    return new SignalServiceAddress(aci);
  }

  private void follow() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        screen.add(line);
      }
    } catch (IOException e) {
      screen.addAll(List.of("(its output could not be read any more)"));
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
