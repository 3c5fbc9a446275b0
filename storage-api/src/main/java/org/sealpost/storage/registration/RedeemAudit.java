package org.sealpost.storage.registration;

import java.util.List;
import org.sealpost.storage.audit.AuditEntry;

/// What is committed with a redemption, depending on what becomes of it.
///
/// @param redeemed when the invite is used up
/// @param burned when the last wrong code ends it
public record RedeemAudit(List<AuditEntry> redeemed, List<AuditEntry> burned) {
  public static final RedeemAudit NONE = new RedeemAudit(List.of(), List.of());

  public RedeemAudit {
    redeemed = List.copyOf(redeemed);
    burned = List.copyOf(burned);
  }
}
