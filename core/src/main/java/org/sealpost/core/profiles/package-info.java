/// Versions of profiles, encrypted by the client; the server reads none:
/// [org.sealpost.core.profiles.WriteProfile]. Fetching them and their credentials comes with a
/// later issue.
@NullMarked
package org.sealpost.core.profiles;

import org.jspecify.annotations.NullMarked;
