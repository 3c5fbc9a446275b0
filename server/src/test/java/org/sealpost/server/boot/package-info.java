/// What a running server leaves behind: [org.sealpost.server.boot.DenyListTest].
@NullMarked
package org.sealpost.server.boot;

import org.jspecify.annotations.NullMarked;
