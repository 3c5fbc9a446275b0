/// What a running server leaves behind: [org.sealpost.server.boot.DenyListTest]; how one stops:
/// [org.sealpost.server.boot.DrainTest].
@NullMarked
package org.sealpost.server.boot;

import org.jspecify.annotations.NullMarked;
