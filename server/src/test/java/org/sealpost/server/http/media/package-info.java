/// The doors for media, each by itself and with a server around it.
@NullMarked
package org.sealpost.server.http.media;

import org.jspecify.annotations.NullMarked;
