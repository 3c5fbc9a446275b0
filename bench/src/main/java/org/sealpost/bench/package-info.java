/// What the server costs, measured: `./sealpost bench`. Starts a server of the built distribution
/// and, beside it, a bare Jetty echo, and loads both from this process in turn, so that a figure
/// always has its peer from the same minutes of the same machine.
///
/// Start with [org.sealpost.bench.Bench], the command; [org.sealpost.bench.Rounds] says what a
/// round is. The raw connections are in [org.sealpost.bench.load]. Nothing here is asserted:
/// figures of a busy machine are noise.
@NullMarked
package org.sealpost.bench;

import org.jspecify.annotations.NullMarked;
