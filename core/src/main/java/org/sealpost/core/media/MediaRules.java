package org.sealpost.core.media;

import java.time.Duration;
import java.time.Instant;
import org.sealpost.storage.media.MediaQuota;

/// How large and how long.
///
/// @param maxAttachmentBytes of one attachment
/// @param keepAttachments how long after its grant an attachment is removed
/// @param quota of one account
/// @param grantLifetime of the address of a direct grant
/// @param slowestBytesPerSecond what an upload that is let go on has at least
public record MediaRules(
    long maxAttachmentBytes,
    Duration keepAttachments,
    MediaQuota quota,
    Duration grantLifetime,
    long slowestBytesPerSecond) {

  /// As long as clients hold on to a resumable upload (wire/media.md, section 4).
  static final Duration UPLOAD_LIFETIME = Duration.ofDays(7);

  /// As the official service has it (section 7).
  static final Duration FORM_LIFETIME = Duration.ofMinutes(30);

  /// Section 7, as the next two.
  static final long MAX_PROFILE_AVATAR = 10L << 20;

  static final long MAX_MANIFEST = 10L << 10;
  static final long MAX_STICKER = 301L << 10;

  /// How often what stays is compared with the truth, so that nothing which was cut short stays for
  /// ever.
  static final Duration LOOK_AGAIN = Duration.ofDays(7);

  /// Room is made by objects whose time is over, which is not a matter of seconds.
  static final Duration QUOTA_RETRY = Duration.ofHours(1);

  private static final Duration SLACK = Duration.ofMinutes(5);

  /// When nothing can be under way any more that was begun before a grant ended.
  ///
  /// @param maxBytes that the slowest of them had to bring
  Instant settledBy(Instant grantEnds, long maxBytes) {
    return grantEnds.plus(SLACK).plusSeconds(maxBytes / slowestBytesPerSecond);
  }

  /// The longest that an object with a row can go without that row being looked at, and more.
  Duration orphanAge() {
    return keepAttachments.plus(UPLOAD_LIFETIME).plus(LOOK_AGAIN);
  }
}
