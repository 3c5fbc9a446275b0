/// Versions of encrypted profiles: [org.sealpost.storage.profiles.ProfileStore].
@NullMarked
package org.sealpost.storage.profiles;

import org.jspecify.annotations.NullMarked;
