package org.sealpost.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The same for ten minutes: a campaign.
@Tag("long")
class ParsersLongFuzzTest {
  static Stream<Arguments> seeds() {
    return ParsersFuzzTest.seeds();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void everyParserReadsOrRefuses(byte[] input) throws Exception {
    Parsers.check(input);
  }
}
