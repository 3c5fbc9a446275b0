/// Link, list and unlink devices; relay provisioning messages. Start at
/// [org.sealpost.core.devices.LinkDevice]. The account that holds the devices is in
/// `core.accounts`, their connections in `core.delivery`.
@NullMarked
package org.sealpost.core.devices;

import org.jspecify.annotations.NullMarked;
