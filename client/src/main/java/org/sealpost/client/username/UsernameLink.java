package org.sealpost.client.username;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;

/// Stands for a username without saying it: 32 bytes that open what the server keeps under the
/// handle. Whoever has it finds the account until a new link is made.
record UsernameLink(Bytes entropy, UUID handle) {
  private static final String PREFIX = "sealpost://username#";
  private static final int ENTROPY_BYTES = 32;
  private static final int HANDLE_BYTES = 16;

  String text() {
    byte[] both =
        ByteBuffer.allocate(ENTROPY_BYTES + HANDLE_BYTES)
            .put(entropy.unsafeArray())
            .put(Uuids.toBytes(handle))
            .array();
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(both);
  }

  /// Empty when it is no such link. What stands before the mark does not matter: other clients
  /// write an address of theirs there, and `eu/` behind the mark.
  static Optional<UsernameLink> parse(String text) {
    int mark = text.indexOf('#');
    if (mark < 0) {
      return Optional.empty();
    }
    String rest = text.substring(mark + 1);
    try {
      byte[] both =
          Base64.getUrlDecoder().decode(rest.startsWith("eu/") ? rest.substring(3) : rest);
      return both.length == ENTROPY_BYTES + HANDLE_BYTES
          ? Optional.of(
              new UsernameLink(
                  Bytes.wrap(both).slice(0, ENTROPY_BYTES),
                  Uuids.fromBytes(
                      Bytes.wrap(both).slice(ENTROPY_BYTES, both.length).toByteArray())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "UsernameLink[redacted]";
  }
}
