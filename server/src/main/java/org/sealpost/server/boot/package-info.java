/// The composition root: puts stores, core and transports together, one short class for each
/// feature, and the only place that names a backend. Start at
/// [org.sealpost.server.boot.SealpostServer]; what lies in the data folder is said by
/// [org.sealpost.server.boot.DataDirectory].
@NullMarked
package org.sealpost.server.boot;

import org.jspecify.annotations.NullMarked;
