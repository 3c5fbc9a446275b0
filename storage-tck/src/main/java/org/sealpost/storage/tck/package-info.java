/// The contract kit: what every store must pass. A backend's test implements
/// [org.sealpost.storage.tck.StorageContracts] and supplies a
/// [org.sealpost.storage.tck.StoreUnderTest]; nothing else is needed. The kit's own tests run the
/// contracts over the model and over planted wrong stores, and see that each case catches the wrong
/// store made for it.
@NullMarked
package org.sealpost.storage.tck;

import org.jspecify.annotations.NullMarked;
