package org.sealpost.server.ws;

/// What one socket may have under way; beyond it nothing more is read from it.
///
/// @param messageBytes largest message, in bytes; a larger one closes the socket with 1009
/// @param requests in flight, until their answers are written
/// @param requestBytes of all requests in flight
public record TunnelLimits(int messageBytes, int requests, int requestBytes) {}
