/// Seeded random histories: one sequence of calls to every store, asked of the store under test and
/// of the model side by side, compared at each step. Start at
/// [org.sealpost.storage.tck.history.RandomHistoryContract], then
/// [org.sealpost.storage.tck.history.History]. What concurrency may change is not here: races are
/// cases of the contracts.
@NullMarked
package org.sealpost.storage.tck.history;

import org.jspecify.annotations.NullMarked;
