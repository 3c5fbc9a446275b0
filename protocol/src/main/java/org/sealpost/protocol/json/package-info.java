/// The JSON bodies of the wire interface, one record each, used by the server and by the SDK. Start
/// at [org.sealpost.protocol.json.WireJson], which reads and writes them: unknown fields are
/// ignored, null and absent mean the same, bytes are base64 in any variant on the way in and
/// standard with padding on the way out. A record says what may be absent; what values are allowed
/// is the server's business. Source of every field: wire interface, named on each record.
@NullMarked
package org.sealpost.protocol.json;

import org.jspecify.annotations.NullMarked;
