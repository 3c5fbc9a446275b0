/// Keeping the server supplied with this device's prekeys:
/// [org.sealpost.client.prekeys.PreKeySupply]. Making keys is in the keys package, keeping them in
/// the state.
@NullMarked
package org.sealpost.client.prekeys;

import org.jspecify.annotations.NullMarked;
