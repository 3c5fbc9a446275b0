/// Usernames: the server knows their hashes alone. [org.sealpost.client.username.Usernames] takes
/// one for this account and finds others by theirs; [org.sealpost.client.username.UsernameLink] is
/// the text that stands for one without saying it.
@NullMarked
package org.sealpost.client.username;

import org.jspecify.annotations.NullMarked;
