/// The readers of the doors for media under Jazzer; [org.sealpost.fuzz.Parsers] has the list.
@NullMarked
package org.sealpost.server.http.media;

import org.jspecify.annotations.NullMarked;
