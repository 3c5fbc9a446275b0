/// Profiles, their credentials and the check of identity keys:
/// [org.sealpost.server.http.profiles.ProfileResource]. The rules are in `core.profiles`.
@NullMarked
package org.sealpost.server.http.profiles;

import org.jspecify.annotations.NullMarked;
