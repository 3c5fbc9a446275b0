package org.sealpost.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a request is for: the segments of its path, percent-decoded, and its query. One slash at
/// the end of the path makes no difference.
public record Target(List<String> segments, Map<String, String> query) {
  private static final int MAX_CHARS = 8 * 1024;
  private static final int MAX_SEGMENTS = 16;

  /// Empty when the text is no path, or one of its escapes or its UTF-8 is broken.
  public static Optional<Target> parse(String text) {
    if (text.length() > MAX_CHARS || !text.startsWith("/")) {
      return Optional.empty();
    }
    int question = text.indexOf('?');
    String path = question < 0 ? text : text.substring(0, question);
    if (path.length() > 1 && path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    try {
      List<String> segments = new ArrayList<>();
      for (String segment : path.substring(1).split("/", MAX_SEGMENTS + 1)) {
        segments.add(decode(segment, false));
      }
      return segments.size() > MAX_SEGMENTS
          ? Optional.empty()
          : Optional.of(
              new Target(
                  List.copyOf(segments),
                  question < 0 ? Map.of() : query(text.substring(question + 1))));
    } catch (BadEscape e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> query(String text) throws BadEscape {
    Map<String, String> query = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!name.isEmpty()) {
        query.putIfAbsent(
            decode(name, true), equals < 0 ? "" : decode(pair.substring(equals + 1), true));
      }
    }
    return query;
  }

  private static String decode(String text, boolean plusIsSpace) throws BadEscape {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new BadEscape();
        }
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(plusIsSpace && raw[i] == '+' ? (byte) ' ' : raw[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new BadEscape();
    }
  }

  private static final class BadEscape extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
