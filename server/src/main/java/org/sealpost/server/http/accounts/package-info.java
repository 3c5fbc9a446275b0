/// Verification sessions, registration and the simple account calls. Start at
/// [org.sealpost.server.http.accounts.RegistrationResource]. The rules are in `core.accounts`.
@NullMarked
package org.sealpost.server.http.accounts;

import org.jspecify.annotations.NullMarked;
