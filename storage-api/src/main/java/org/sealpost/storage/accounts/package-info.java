/// Accounts as versioned, sealed documents: [org.sealpost.storage.accounts.AccountStore], and the
/// usernames that they have reserved, [org.sealpost.storage.accounts.ReservationStore], and what is
/// remembered of deleted ones, [org.sealpost.storage.accounts.FormerAccountStore]. What is in a
/// document is known to the core alone.
@NullMarked
package org.sealpost.storage.accounts;

import org.jspecify.annotations.NullMarked;
