package org.sealpost.protocol.json;

import java.util.List;

/// 429 of a multi-recipient send: whose primary devices' inboxes are full. All others have the
/// message. Sealpost's own; clients that do not know it wait, and send the whole again.
///
/// @param uuids429 service ids
public record FullInboxes(List<String> uuids429) {}
