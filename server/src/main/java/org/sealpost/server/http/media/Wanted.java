package org.sealpost.server.http.media;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of an object a request asks for. Source: RFC 9110, section 14; a client that resumes sends
/// `bytes=<offset>-` and appends whatever it is given (wire/media.md, section 5).
sealed interface Wanted {
  /// All of it.
  record Whole() implements Wanted {}

  /// The bytes from `first` to `last`, both included.
  record Part(long first, long last) implements Wanted {
    long length() {
      return last - first + 1;
    }
  }

  /// No byte of it, because it is shorter.
  record Nothing() implements Wanted {}

  /// One range: `first-last`, `first-` or `-count`.
  Pattern ONE = Pattern.compile("bytes=[ \\t]*([0-9]{0,18})-([0-9]{0,18})[ \\t]*");

  /// Reads the header. What is no single range of bytes is passed over, as a server may.
  ///
  /// @param size of the object, at least 1
  static Wanted of(Optional<String> range, long size) {
    if (range.isEmpty()) {
      return new Whole();
    }
    Matcher one = ONE.matcher(range.get());
    if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
      return new Whole();
    }
    if (one.group(1).isEmpty()) {
      long count = Long.parseLong(one.group(2));
      return count == 0 ? new Nothing() : new Part(Math.max(0, size - count), size - 1);
    }
    long first = Long.parseLong(one.group(1));
    long last = one.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(one.group(2));
    if (last < first) {
      return new Whole();
    }
    return first >= size ? new Nothing() : new Part(first, Math.min(last, size - 1));
  }
}
