package org.sealpost.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sealpost.server.http.HeadersParser;
import org.sealpost.server.http.RouterParser;
import org.sealpost.server.http.TargetParser;
import org.sealpost.server.http.media.FormParser;
import org.sealpost.server.http.media.RangeParser;
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
    all.add(new RouterParser());
    all.add(new MultiRecipientParser());
    all.add(new AttachmentParser());
    all.add(new ContentParser());
    all.add(new RangeParser());
    all.add(new FormParser());
    return List.copyOf(all);
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
