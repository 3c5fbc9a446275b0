/// What every [org.sealpost.storage.blobs.BlobStore] must pass. A store's test implements
/// [org.sealpost.storage.tck.blobs.BlobStoreContract] and supplies a
/// [org.sealpost.storage.tck.blobs.BlobsUnderTest]. [org.sealpost.storage.tck.blobs.ModelBlobs] is
/// a store that is short enough to be believed, for tests of what stands above the stores too.
@NullMarked
package org.sealpost.storage.tck.blobs;

import org.jspecify.annotations.NullMarked;
