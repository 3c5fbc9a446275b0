/// Publish prekeys and hand them out: [org.sealpost.core.keys.PublishPreKeys],
/// [org.sealpost.core.keys.FetchPreKeys]. Prekeys as values and their seal are in `core.prekeys`.
@NullMarked
package org.sealpost.core.keys;

import org.jspecify.annotations.NullMarked;
