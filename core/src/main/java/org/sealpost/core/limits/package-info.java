/// How much of something one address, account, pair or number may do:
/// [org.sealpost.core.limits.RateLimits] over the names in [org.sealpost.core.limits.RateLimit].
/// Sizes of stored things are with their stores.
@NullMarked
package org.sealpost.core.limits;

import org.jspecify.annotations.NullMarked;
