package org.sealpost.protocol.json;

import java.util.List;

/// 200 of a multi-recipient send: who got nothing because there is no such account. Source:
/// messages and websocket, C1.
public record MultiRecipientResult(List<String> uuids404) {}
