/// Making a further device part of an account. The new device runs
/// [org.sealpost.client.linking.NewDevice]: it shows a URI and waits. The primary reads the URI and
/// answers with [org.sealpost.client.linking.LinkApproval]. What passes between them is encrypted
/// by [org.sealpost.client.linking.ProvisioningCipher] and not readable for the server that relays
/// it.
@NullMarked
package org.sealpost.client.linking;

import org.jspecify.annotations.NullMarked;
