/// Tests of the store and the grants on a real S3Proxy.
@NullMarked
package org.sealpost.blobs.s3;

import org.jspecify.annotations.NullMarked;
