/// Publishing prekeys and handing them out: [org.sealpost.server.http.keys.KeysResource]. The rules
/// are in `core.keys`.
@NullMarked
package org.sealpost.server.http.keys;

import org.jspecify.annotations.NullMarked;
