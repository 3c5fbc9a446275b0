package org.sealpost.storage.datakeys;

import java.util.UUID;
import org.sealpost.protocol.ServiceId.Aci;

/// Whose rows a data key seals: one account, or the rows that belong to none (sessions, invites).
public sealed interface KeyOwner {
  /// The row's key and part of the associated data of everything sealed for this owner.
  String text();

  /// The owner whose text this is.
  static KeyOwner of(String text) {
    return text.equals(Rest.REST.text())
        ? Rest.REST
        : new OfAccount(new Aci(UUID.fromString(text)));
  }

  record OfAccount(Aci aci) implements KeyOwner {
    @Override
    public String text() {
      return aci.text();
    }
  }

  enum Rest implements KeyOwner {
    REST;

    @Override
    public String text() {
      return "rest";
    }
  }
}
