/// What the one who runs the server sees of it: health and metrics on the admin listener, the
/// request log, logging. Start at [org.sealpost.server.ops.AdminHandler] and
/// [org.sealpost.server.ops.Metrics]. Whatever is counted or written here obeys the deny list
/// (design section 9): no identity, no content, no per-message times or sizes.
@NullMarked
package org.sealpost.server.ops;

import org.jspecify.annotations.NullMarked;
