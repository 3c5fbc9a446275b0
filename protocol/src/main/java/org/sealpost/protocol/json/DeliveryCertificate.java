package org.sealpost.protocol.json;

import org.sealpost.protocol.Bytes;

/// GET /v1/certificate/delivery. Source: profiles and certificates, section 5.
public record DeliveryCertificate(Bytes certificate) {}
