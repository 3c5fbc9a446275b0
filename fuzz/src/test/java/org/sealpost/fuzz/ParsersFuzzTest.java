package org.sealpost.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs in every build: the seeds, then a bounded number of mutations.
class ParsersFuzzTest {
  static Stream<Arguments> seeds() {
    return Parsers.seeds().map(seed -> Arguments.of((Object) seed));
  }

  @MethodSource("seeds")
  @DictionaryEntries({
    "null",
    "true",
    "-1",
    "1e3",
    "\\u0000",
    "99999999999999999999",
    "[",
    "{}",
    "\"\"",
    "PNI:",
    "="
  })
  @FuzzTest(maxDuration = "15s", maxExecutions = 150_000)
  void everyParserReadsOrRefuses(byte[] input) throws Exception {
    Parsers.check(input);
  }
}
