package org.sealpost.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Stream;

/// One reader of bytes from strangers and what must hold for any input.
public interface Parser {
  /// Well-formed and nearly well-formed inputs from which the fuzzer starts.
  List<byte[]> seeds();

  /// Throws when the reader did what it must not: an exception that is not its refusal, another
  /// value when what it read is written and read again, the input in the words of a refusal.
  void check(byte[] input) throws Exception;

  static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
  }
}
