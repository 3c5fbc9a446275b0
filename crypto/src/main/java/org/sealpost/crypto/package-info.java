/// libsignal, Bouncy Castle and the JDK's ciphers behind our own doors:
/// [org.sealpost.crypto.DataKey] seals what is stored. Nobody outside this module names a cipher.
@NullMarked
package org.sealpost.crypto;

import org.jspecify.annotations.NullMarked;
