package org.sealpost.server.http.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.sealpost.fuzz.Parser;

/// `Range` headers: whatever one says, a part lies within the object.
public final class RangeParser implements Parser {
  @Override
  public List<byte[]> seeds() {
    return Parser.texts(
        "bytes=0-", "bytes=5-9", "bytes=-5", "bytes=999999999999999999-", "bytes=0-1,2-3", "b=1");
  }

  @Override
  public void check(byte[] input) {
    String header = new String(input, ISO_8859_1);
    for (long size : new long[] {1, 10, Long.MAX_VALUE}) {
      if (Wanted.of(Optional.of(header), size) instanceof Wanted.Part part) {
        assertThat(part.first()).isBetween(0L, size - 1);
        assertThat(part.last()).isBetween(part.first(), size - 1);
        assertThat(part.length()).isPositive();
      }
    }
  }
}
