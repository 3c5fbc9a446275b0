/// Public prekeys as values, and how they are checked and sealed:
/// [org.sealpost.core.prekeys.DevicePreKeys] is what every device brings along,
/// [org.sealpost.core.prekeys.PreKeySeal] what the store sees of it. Publishing and handing out are
/// in `core.keys`; registration and linking use this package too.
@NullMarked
package org.sealpost.core.prekeys;

import org.jspecify.annotations.NullMarked;
