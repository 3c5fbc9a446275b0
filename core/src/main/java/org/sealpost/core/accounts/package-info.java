/// Who has an account: register, find, authenticate, change. Start at
/// [org.sealpost.core.accounts.Account], the value that the rest of the core works with. Devices
/// are linked in `core.devices`, prekeys published in `core.keys`.
@NullMarked
package org.sealpost.core.accounts;

import org.jspecify.annotations.NullMarked;
