/// An S3 for tests: [org.sealpost.testing.s3.S3Server] runs S3Proxy in a JVM of its own,
/// [org.sealpost.testing.s3.FaultProxy] stands before it and goes wrong as it is told. What is
/// asked of them is in the tests of `blobs-s3`, `server` and `dist`.
@NullMarked
package org.sealpost.testing.s3;

import org.jspecify.annotations.NullMarked;
