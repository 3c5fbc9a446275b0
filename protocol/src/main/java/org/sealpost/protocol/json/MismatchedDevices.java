package org.sealpost.protocol.json;

import java.util.List;

/// 409 of a send. Source: messages and websocket, B2.
public record MismatchedDevices(List<Integer> missingDevices, List<Integer> extraDevices) {}
