/// Not tests: programs that print the figures of the module's README. Start at
/// [org.sealpost.storage.postgres.measure.Measure]; `Pgbench` is the ceiling beside them.
@NullMarked
package org.sealpost.storage.postgres.measure;

import org.jspecify.annotations.NullMarked;
