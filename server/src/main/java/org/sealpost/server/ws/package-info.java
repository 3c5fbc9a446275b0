/// The WebSocket: framing, requests in both directions, back-pressure. Start at
/// [org.sealpost.server.ws.Tunnel] (one socket), then [org.sealpost.server.ws.SocketDoor] (who is
/// let in). A tunnelled request runs through the same [org.sealpost.server.http.Router] as one over
/// HTTP; which envelope a device gets when is decided in `core.delivery`.
///
/// ```
///   frame -> Tunnel -> Router -> core        in flight: bounded per socket, bytes bounded in all
///                 \-> SocketRole.answered    acknowledgements and answers of a provisioning device
///   core.delivery -> DeviceRole -> SendQueue -> socket
/// ```
@NullMarked
package org.sealpost.server.ws;

import org.jspecify.annotations.NullMarked;
