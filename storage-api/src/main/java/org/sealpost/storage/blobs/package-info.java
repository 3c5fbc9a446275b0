/// Objects that clients have encrypted: the bytes themselves, without anything that says whose they
/// are ([org.sealpost.storage.media] knows that). Start at [org.sealpost.storage.blobs.BlobStore].
/// A blob store is chosen apart from the [org.sealpost.storage.Storage] and is no part of it.
@NullMarked
package org.sealpost.storage.blobs;

import org.jspecify.annotations.NullMarked;
