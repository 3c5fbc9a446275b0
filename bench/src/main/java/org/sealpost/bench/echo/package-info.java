/// The peer: what this machine can do with the same frames over the same TLS when nothing is done
/// with them. A process of its own, [org.sealpost.bench.echo.EchoServer].
@NullMarked
package org.sealpost.bench.echo;

import org.jspecify.annotations.NullMarked;
