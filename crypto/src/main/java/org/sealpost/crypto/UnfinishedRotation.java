package org.sealpost.crypto;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A rotation of store keys that was begun and has not ended: written before the generation is
/// made, removed when all is done, so that whoever comes after a crash goes on with the same one.
///
/// @param generation the new one
/// @param begun when the rotation was begun; what was deleted before is what it puts out of reach
/// @param destroyPrevious whether the older generations are to be destroyed at its end
public record UnfinishedRotation(int generation, Instant begun, boolean destroyPrevious) {
  private static final Pattern FORM =
      Pattern.compile(
          "generation ([0-9]{1,9})\nbegun (\\S{1,40})\ndestroy-previous (true|false)\n");

  byte[] text() {
    return "generation %d\nbegun %s\ndestroy-previous %s\n"
        .formatted(generation, begun, destroyPrevious)
        .getBytes(StandardCharsets.US_ASCII);
  }

  static UnfinishedRotation parse(byte[] text) {
    Matcher matcher = FORM.matcher(new String(text, StandardCharsets.US_ASCII));
    try {
      if (matcher.matches()) {
        return new UnfinishedRotation(
            Integer.parseInt(matcher.group(1)),
            Instant.parse(matcher.group(2)),
            Boolean.parseBoolean(matcher.group(3)));
      }
    } catch (DateTimeException e) {
      // the same answer
    }
    throw new KeysRefused(
        "the file `rotation` of the keys folder is damaged; remove it and rotate again");
  }
}
