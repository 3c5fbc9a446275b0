package org.sealpost.protocol.json;

import java.util.List;
import org.sealpost.protocol.Bytes;

/// The answer to [IdentityCheck]: accounts whose key is another. Source: profiles and certificates,
/// section 4.
public record ChangedIdentities(List<Element> elements) {

  public record Element(String uuid, Bytes identityKey) {}

  @Override
  public String toString() {
    return "ChangedIdentities[redacted]";
  }
}
