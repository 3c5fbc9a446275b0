package org.sealpost.server.ws;

import java.time.Duration;

/// What one socket may have under way; beyond it nothing more is read from it.
///
/// @param messageBytes largest message, in bytes; a larger one closes the socket with 1009
/// @param messageTime in which a message that has begun must have come; a slower one closes the
///   socket with 1008
/// @param requests in flight, until their answers are written
/// @param requestBytes of all requests in flight
public record TunnelLimits(
    int messageBytes, Duration messageTime, int requests, int requestBytes) {}
