package org.sealpost.protocol.json;

/// 200 of a send. Source: messages and websocket, B1.
public record SendResult(boolean needsSync) {}
