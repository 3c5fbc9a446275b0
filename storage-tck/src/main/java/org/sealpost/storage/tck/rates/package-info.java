/// How fast a store is: not a contract, and asserted nowhere.
/// [org.sealpost.storage.tck.rates.Rates] asks every backend for the same work, so that one table
/// has them all.
@NullMarked
package org.sealpost.storage.tck.rates;

import org.jspecify.annotations.NullMarked;
