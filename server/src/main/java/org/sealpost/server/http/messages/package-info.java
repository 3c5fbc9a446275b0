/// Sending over the wire interface: [org.sealpost.server.http.messages.MessagesResource]. The rules
/// are in `core.delivery`.
@NullMarked
package org.sealpost.server.http.messages;

import org.jspecify.annotations.NullMarked;
