/// Objects of the media store in a bucket of S3, or of anything that speaks its protocol. Start at
/// [org.sealpost.blobs.s3.S3BlobStore]; [org.sealpost.blobs.s3.S3Grants] makes the addresses at
/// which clients write and read without this server.
///
/// What is in the bucket, below the prefix:
///
/// ```
/// attachments/<20>                 an object, under the path of its key; so a cache may stand over the bucket
/// profiles/<22>, groups/<22>, stickers/<32>/...
/// unfinished/<32 hex>              the bytes of an unfinished upload behind its last whole part
/// (and multipart uploads that are not complete, which no listing of objects shows)
/// ```
///
/// Everything that must outlive this process is there and in the string that
/// [org.sealpost.storage.blobs.BlobStore#begin] gave: any node goes on with any upload.
@NullMarked
package org.sealpost.blobs.s3;

import org.jspecify.annotations.NullMarked;
