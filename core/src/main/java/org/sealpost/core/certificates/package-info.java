/// Certificates that say who a sender is to the recipient alone:
/// [org.sealpost.core.certificates.IssueSenderCertificate]. How they are signed is in the crypto
/// module.
@NullMarked
package org.sealpost.core.certificates;

import org.jspecify.annotations.NullMarked;
