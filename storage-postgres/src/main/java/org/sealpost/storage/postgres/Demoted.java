package org.sealpost.storage.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Tells the pool to drop connections to a server that became a standby: it is still there but
/// writes no more, and the next connection may find the one that does.
final class Demoted implements SQLExceptionOverride {
  private static final String READ_ONLY = "25006";

  @java.lang.Override
  public Override adjudicate(SQLException fault) {
    return READ_ONLY.equals(fault.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }
}
