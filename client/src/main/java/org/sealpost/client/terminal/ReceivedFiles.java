package org.sealpost.client.terminal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.content.Message.TextName;

/// The files that came in this session, by the numbers under which they were shown. Those of a text
/// that is over or was taken back are forgotten with it. Used by the keyboard's thread and by the
/// one that prints what arrives.
final class ReceivedFiles {
  private static final int MAX = 500;

  private record Received(TextName text, AttachmentPointer pointer) {}

  private final TreeMap<Integer, Received> files = new TreeMap<>();
  private int last;

  /// The answer is its number.
  synchronized int add(TextName text, AttachmentPointer pointer) {
    files.put(++last, new Received(text, pointer));
    if (files.size() > MAX) {
      files.pollFirstEntry();
    }
    return last;
  }

  synchronized Optional<AttachmentPointer> get(int number) {
    return Optional.ofNullable(files.get(number)).map(Received::pointer);
  }

  synchronized Optional<Integer> newest() {
    return Optional.ofNullable(files.lastEntry()).map(Map.Entry::getKey);
  }

  synchronized void forget(TextName text) {
    files.values().removeIf(each -> each.text().equals(text));
  }
}
