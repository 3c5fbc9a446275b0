/// The contract of a backend's two doors for a copy: [org.sealpost.storage.tck.copy.CopyContract].
/// The model is the other end of each copy, so backends that pass can be copied to one another.
@NullMarked
package org.sealpost.storage.tck.copy;

import org.jspecify.annotations.NullMarked;
