package org.sealpost.protocol.json;

/// One recipient in the list that is the 410 of a multi-recipient send. Source: messages and
/// websocket, C1.
///
/// @param uuid a service id in its text form
public record AccountStaleDevices(String uuid, StaleDevices devices) {}
