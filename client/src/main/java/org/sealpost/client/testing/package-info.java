/// Devices for other people's tests and for load: they speak the wire without encrypting anything.
/// Start at [org.sealpost.client.testing.FakeDevice] (sends any bytes as content, acknowledges or
/// does not, stalls, is cut) and [org.sealpost.client.testing.FakeAccounts], which registers them.
/// For real messages use the SDK in the package above.
@NullMarked
package org.sealpost.client.testing;

import org.jspecify.annotations.NullMarked;
