/// How bytes reach a server and come back: HTTPS calls and the WebSocket that tunnels them, over
/// one [org.sealpost.client.transport.Service], which is made from a client profile and trusts only
/// its CA. [org.sealpost.client.transport.Call] and [org.sealpost.client.transport.Reply] are the
/// same on both ways. Nothing here knows what a message means; reconnecting is the business of the
/// package above.
@NullMarked
package org.sealpost.client.transport;

import org.jspecify.annotations.NullMarked;
