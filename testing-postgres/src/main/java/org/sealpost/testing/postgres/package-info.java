/// A real PostgreSQL for tests, brought by the build itself:
/// [org.sealpost.testing.postgres.PostgresServer]. What is asked of it is in the tests of
/// `storage-postgres` and `server`.
@NullMarked
package org.sealpost.testing.postgres;

import org.jspecify.annotations.NullMarked;
