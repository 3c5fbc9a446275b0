/// What everybody may ask: whether the connection lives, and which program this is,
/// [org.sealpost.server.http.about.AboutResource].
@NullMarked
package org.sealpost.server.http.about;

import org.jspecify.annotations.NullMarked;
