/// Linking, listing and unlinking devices, and the relay for provisioning messages:
/// [org.sealpost.server.http.devices.DevicesResource]. The rules are in `core.devices`.
@NullMarked
package org.sealpost.server.http.devices;

import org.jspecify.annotations.NullMarked;
