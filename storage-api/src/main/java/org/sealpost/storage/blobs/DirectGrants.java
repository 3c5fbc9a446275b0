package org.sealpost.storage.blobs;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;

/// Makes addresses at which a client writes or reads one object itself. Making one calls nobody.
public interface DirectGrants {
  /// An address that takes exactly this body, with `PUT`.
  Upload upload(MediaKey key, Body body, Instant expires);

  /// An address that gives the object, with `GET` or a range of it.
  URI download(MediaKey key, Instant expires);

  /// What a grant binds.
  ///
  /// @param length in bytes, at least 1
  /// @param sha256 32 bytes
  record Body(long length, Optional<Bytes> sha256) {}

  /// A grant to write.
  ///
  /// @param headers that the request must have, as they are
  record Upload(URI address, Map<String, String> headers) {
    public Upload {
      headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
      return "Upload[redacted]";
    }
  }
}
