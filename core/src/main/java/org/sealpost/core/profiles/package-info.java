/// Versions of profiles, encrypted by the client; the server reads none:
/// [org.sealpost.core.profiles.WriteProfile] and [org.sealpost.core.profiles.ReadProfile], which
/// also issues the credentials that prove somebody knows a profile key. Avatars are objects of
/// [org.sealpost.core.media]; a profile has the path of one.
@NullMarked
package org.sealpost.core.profiles;

import org.jspecify.annotations.NullMarked;
