/// How a message reaches a device: accepted, stored, handed to the connected device, acknowledged.
/// Start at [org.sealpost.core.delivery.SendMessage], which follows one request to the commit; then
/// [org.sealpost.core.delivery.DeviceStream], which decides what a connected device gets and when.
@NullMarked
package org.sealpost.core.delivery;

import org.jspecify.annotations.NullMarked;
