/// A device's keys as libsignal makes them and as the wire carries them. Start at
/// [org.sealpost.client.keys.DeviceKeys], what registration and linking publish, and
/// [org.sealpost.client.keys.PreKeys], which makes prekeys and turns them into the wire's records.
/// Keeping them is the business of the state package.
@NullMarked
package org.sealpost.client.keys;

import org.jspecify.annotations.NullMarked;
