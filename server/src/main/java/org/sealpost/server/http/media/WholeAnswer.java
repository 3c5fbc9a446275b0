package org.sealpost.server.http.media;

import java.time.Duration;
import java.util.List;
import org.sealpost.core.media.WholeResult;
import org.sealpost.protocol.Bytes;
import org.sealpost.server.http.Reply;

/// What an object that came in one piece is answered.
final class WholeAnswer {
  private static final long BUSY_SECONDS = 2;

  private WholeAnswer() {}

  /// The answer.
  ///
  /// @param stored the status of success
  static Answer of(WholeResult result, int stored) {
    return switch (result) {
      case WholeResult.Stored() -> Answer.of(new Reply(stored, List.of(), Bytes.EMPTY));
      case WholeResult.Refused() -> Answer.error(403, "the form is not good, or no longer");
      case WholeResult.NotFound() -> Answer.error(404, "the grant is gone");
      case WholeResult.Exists() -> Answer.error(409, "the object is there already");
      case WholeResult.OtherDigest() -> Answer.error(400, "the body has another SHA-256");
      case WholeResult.TooShort() -> Answer.error(400, "the body is shorter than it should be");
      case WholeResult.TooLarge(long max) -> Answer.error(413, "more than " + max + " bytes");
      case WholeResult.OverQuota(Duration wait) ->
          Answer.of(Reply.later(429, "no room for it now", wait.toSeconds()));
      case WholeResult.Busy() ->
          Answer.of(Reply.later(503, "another request is writing the object", BUSY_SECONDS));
    };
  }
}
