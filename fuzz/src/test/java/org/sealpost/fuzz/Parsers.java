package org.sealpost.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.http.HeadersParser;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.RouterParser;
import org.sealpost.server.http.TargetParser;
import org.sealpost.server.ops.Logging;
import org.sealpost.server.ws.FrameParser;

/// All parsers; the first byte of an input chooses one.
final class Parsers {
  private static final List<Parser> ALL = all();

  private Parsers() {}

  private static List<Parser> all() {
    List<Parser> all = new ArrayList<>(JsonParser.every());
    all.add(new FrameParser());
    all.add(new Base64Parser());
    all.add(new CredentialsParser());
    all.add(new NamesParser());
    all.add(new TargetParser());
    all.add(new HeadersParser());
    all.add(new RouterParser(routes()));
    return List.copyOf(all);
  }

  /// The endpoint table of a server that is started for it and stopped again.
  private static List<Route> routes() {
    try {
      Logging.bootstrap();
      Path folder = Files.createTempDirectory("sealpost-fuzz-");
      try (SealpostServer server =
          SealpostServer.start(
              SealpostConfig.defaults(SealpostServer.standardLimits()).withPort(0),
              folder.resolve("data"))) {
        return server.routes();
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  static Stream<byte[]> seeds() {
    return IntStream.range(0, ALL.size())
        .boxed()
        .flatMap(index -> ALL.get(index).seeds().stream().map(seed -> choosing(index, seed)));
  }

  static void check(byte[] input) throws Exception {
    if (input.length > 0) {
      ALL.get((input[0] & 0xFF) % ALL.size()).check(Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static byte[] choosing(int index, byte[] seed) {
    byte[] input = new byte[seed.length + 1];
    input[0] = (byte) index;
    System.arraycopy(seed, 0, input, 1, seed.length);
    return input;
  }
}
