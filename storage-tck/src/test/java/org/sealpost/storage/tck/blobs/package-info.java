/// The blob contract, run over the model and over planted wrong stores.
@NullMarked
package org.sealpost.storage.tck.blobs;

import org.jspecify.annotations.NullMarked;
