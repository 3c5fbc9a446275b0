/// Usernames, which the server knows by their hashes alone: reserve and confirm
/// ([org.sealpost.core.usernames.ConfirmUsername]), links, lookups. The account that has one is in
/// `core.accounts`.
@NullMarked
package org.sealpost.core.usernames;

import org.jspecify.annotations.NullMarked;
