package org.sealpost.storage.tck.blobs;

/// The contract of `BlobStore`: objects written whole, uploads in pieces, and their life.
public interface BlobStoreContract
    extends BlobWriteContract, BlobUploadContract, BlobLifeContract {}
