/// The cache of docs/operations/media.md: the real nginx with the example's own file.
@NullMarked
package org.sealpost.dist.cache;

import org.jspecify.annotations.NullMarked;
