/// Staying connected: [org.sealpost.client.connection.KeptConnection] opens the device's socket
/// again whenever it ends, keeps it alive and carries requests over whichever is open;
/// [org.sealpost.client.connection.AnonymousSocket] is the one that names nobody. What the
/// envelopes mean is decided in the messages package.
@NullMarked
package org.sealpost.client.connection;

import org.jspecify.annotations.NullMarked;
