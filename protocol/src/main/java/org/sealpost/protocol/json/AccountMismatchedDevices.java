package org.sealpost.protocol.json;

/// One recipient in the list that is the 409 of a multi-recipient send. Source: messages and
/// websocket, C1.
///
/// @param uuid a service id in its text form
public record AccountMismatchedDevices(String uuid, MismatchedDevices devices) {}
