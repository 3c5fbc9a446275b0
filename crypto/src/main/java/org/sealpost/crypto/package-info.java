/// libsignal, Bouncy Castle and the JDK's ciphers behind our own doors. Nobody outside this module
/// names a cipher.
///
/// - At rest, three levels: [org.sealpost.crypto.KeyProvider] protects
///   [org.sealpost.crypto.StoreKeys], which wrap each owner's [org.sealpost.crypto.DataKey], which
///   seals what is stored. [org.sealpost.crypto.KeysFolder] is where they lie, and where
///   generations of store keys come and go.
/// - What clients meet: [org.sealpost.crypto.ServerSecrets] with its certificates and public
///   parameters, [org.sealpost.crypto.PreKeySignatures], [org.sealpost.crypto.ProfileCredentials],
///   [org.sealpost.crypto.PasswordHash], [org.sealpost.crypto.DevelopmentTls].
///
/// Native calls go through [org.sealpost.crypto.NativeCalls]. Where wrapped keys are stored is
/// decided in the core and the storage modules.
@NullMarked
package org.sealpost.crypto;

import org.jspecify.annotations.NullMarked;
