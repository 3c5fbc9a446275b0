package org.sealpost.server.http;

import java.time.Duration;

/// Told of each request once it has its answer: what may be counted and logged of it, and no more
/// (design section 9).
public interface RequestObserver {
  /// Takes note of one answer.
  ///
  /// @param method `other` where the verb is none of ours
  /// @param template of the route; `none` where no route was found
  void answered(String method, String template, int status, Duration took);
}
