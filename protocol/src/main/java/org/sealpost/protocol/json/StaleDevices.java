package org.sealpost.protocol.json;

import java.util.List;

/// 410 of a send. Source: messages and websocket, B2.
public record StaleDevices(List<Integer> staleDevices) {}
