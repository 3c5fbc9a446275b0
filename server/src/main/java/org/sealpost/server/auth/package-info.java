/// Who calls: from credentials and addresses to the device that the core knows. Start at
/// [org.sealpost.server.auth.Caller] (what a transport knows of who calls) and
/// [org.sealpost.server.auth.Authenticator]. [org.sealpost.server.auth.PerAddress] bounds what one
/// address may hold open. What a device may do is decided in the core.
@NullMarked
package org.sealpost.server.auth;

import org.jspecify.annotations.NullMarked;
