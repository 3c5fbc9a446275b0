/// WebSocket connections that cost the generator as little as possible, since it shares the
/// processors with what it measures: all are served by the one thread of a
/// [org.sealpost.bench.load.LoadLoop], and frames are written from templates.
@NullMarked
package org.sealpost.bench.load;

import org.jspecify.annotations.NullMarked;
