/// The parts of a socket that can be tried without one.
@NullMarked
package org.sealpost.server.ws;

import org.jspecify.annotations.NullMarked;
