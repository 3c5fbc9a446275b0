/// What is recorded, typed: [org.sealpost.audit.events.AuditEvent] and its canonical JSON. An event
/// tells of access, devices, administration, keys or operation; never of messages, and never of two
/// people. People are named by pseudonyms. Start at [org.sealpost.audit.events.AuditTrail].
@NullMarked
package org.sealpost.audit.events;

import org.jspecify.annotations.NullMarked;
