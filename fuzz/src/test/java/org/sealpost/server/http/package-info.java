/// The parsers of this package under Jazzer; [org.sealpost.fuzz.Parsers] has the list.
@NullMarked
package org.sealpost.server.http;

import org.jspecify.annotations.NullMarked;
