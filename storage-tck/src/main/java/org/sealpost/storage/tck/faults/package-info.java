/// A store that fails on demand, for tests of what stands above the stores:
/// [org.sealpost.storage.tck.faults.FaultyStorage].
@NullMarked
package org.sealpost.storage.tck.faults;

import org.jspecify.annotations.NullMarked;
