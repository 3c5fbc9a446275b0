/// Tests of what any caller may ask for.
@NullMarked
package org.sealpost.server.http.about;

import org.jspecify.annotations.NullMarked;
