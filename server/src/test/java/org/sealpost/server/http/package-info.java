/// Tests of the way a request takes, without a server around it.
@NullMarked
package org.sealpost.server.http;

import org.jspecify.annotations.NullMarked;
