package org.sealpost.protocol.json;

/// What an error answers where the interface asks for nothing else. Source: README section 3.
public record ErrorBody(int code, String message) {}
