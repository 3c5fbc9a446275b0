/// Versions of profiles, encrypted by the client; the server reads none:
/// [org.sealpost.core.profiles.WriteProfile] and [org.sealpost.core.profiles.ReadProfile], which
/// also issues the credentials that prove somebody knows a profile key. Avatars come with the store
/// for media.
@NullMarked
package org.sealpost.core.profiles;

import org.jspecify.annotations.NullMarked;
