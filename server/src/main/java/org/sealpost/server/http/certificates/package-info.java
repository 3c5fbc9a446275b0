/// Sender certificates: [org.sealpost.server.http.certificates.CertificateResource]. They are
/// issued by `core.certificates`.
@NullMarked
package org.sealpost.server.http.certificates;

import org.jspecify.annotations.NullMarked;
