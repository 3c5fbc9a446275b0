/// The keys that seal what is stored: [org.sealpost.core.atrest.Keyring] hands out each owner's,
/// [org.sealpost.core.atrest.RotateStoreKeys] moves them to a new generation of the store key. How
/// a value is sealed is in the crypto module, where the wrapped keys lie in the storage module.
@NullMarked
package org.sealpost.core.atrest;

import org.jspecify.annotations.NullMarked;
