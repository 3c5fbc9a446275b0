/// What a store means, without a database: [org.sealpost.storage.tck.model.ModelStorage]. The
/// contracts compare other stores with it, and it passes them itself.
@NullMarked
package org.sealpost.storage.tck.model;

import org.jspecify.annotations.NullMarked;
