package org.sealpost.core.accounts;

import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;

/// A username as its account has it: the server never sees it in the clear. Source: accounts and
/// devices, section 10.
///
/// @param hash of the username, 32 bytes, made by clients
/// @param link by which it can be passed on, if there is one
public record Username(Bytes hash, Optional<Link> link) {
  public static final int HASH_BYTES = 32;
  public static final int MAX_CIPHERTEXT_BYTES = 128;

  /// Whoever has the handle gets the ciphertext; its key is in the link, which the server does not
  /// see.
  public record Link(UUID handle, Bytes ciphertext) {
    @Override
    public String toString() {
      return "Link[redacted]";
    }
  }

  @Override
  public String toString() {
    return "Username[redacted]";
  }
}
