package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The key that signs sender certificates, and its own certificate, signed by the trust root.
record CertificateSigner(Bytes certificate, SecretBytes key) {}
