/// Accounts as versioned, sealed documents: [org.sealpost.storage.accounts.AccountStore]. What is
/// in a document is known to the core alone.
@NullMarked
package org.sealpost.storage.accounts;

import org.jspecify.annotations.NullMarked;
