/// DynamoDB Local for tests, in a JVM of its own: [org.sealpost.testing.dynamo.DynamoServer]. What
/// is asked of it is in the tests of `storage-dynamo` and `server`.
@NullMarked
package org.sealpost.testing.dynamo;

import org.jspecify.annotations.NullMarked;
