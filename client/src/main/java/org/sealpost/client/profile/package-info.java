/// An account's profile: encrypted here under the profile key, stored by a server that cannot read
/// it. [org.sealpost.client.profile.ProfileCipher] is the cipher,
/// [org.sealpost.client.profile.Profiles] writes one's own,
/// [org.sealpost.client.profile.ReadProfile] reads others', [org.sealpost.client.profile.Avatars]
/// carries the pictures.
@NullMarked
package org.sealpost.client.profile;

import org.jspecify.annotations.NullMarked;
