package org.sealpost.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.audit.log.Sequencer;

/// What the audit trail has recorded, in the order in which it was sequenced.
public record RecordedEvents(List<String> lines) {
  public static RecordedEvents of(TestCore core) {
    int _ = new Sequencer(core.storage.audit()).sequence();
    return new RecordedEvents(
        core.storage.audit().read(0, 1_000).stream()
            .map(one -> new String(one.entry().event().unsafeArray(), StandardCharsets.UTF_8))
            .toList());
  }

  public List<String> types() {
    return lines.stream().map(line -> member(line, "type").orElseThrow()).toList();
  }

  /// A member of the last event of this type.
  public Optional<String> last(String type, String member) {
    return lines.stream()
        .filter(line -> member(line, "type").equals(Optional.of(type)))
        .reduce((_, later) -> later)
        .flatMap(line -> member(line, member));
  }

  private static Optional<String> member(String event, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(event);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
