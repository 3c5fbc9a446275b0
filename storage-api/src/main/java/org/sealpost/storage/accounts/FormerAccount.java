package org.sealpost.storage.accounts;

import java.time.Instant;
import org.sealpost.protocol.Bytes;

/// What is remembered of a deleted account, so that its number gets its ACI back when it comes
/// again soon.
///
/// @param numberHash as in [AccountRecord]
/// @param sealed the ACI, under the data key of the rows that belong to no account
/// @param until when it is forgotten
public record FormerAccount(Bytes numberHash, Bytes sealed, Instant until) {}
