/// What has to be audited, committed with the action that it records:
/// [org.sealpost.storage.audit.AuditStore]. What an event says, and the tree that is built over
/// them, is known to the core alone; a store sees bytes.
@NullMarked
package org.sealpost.storage.audit;

import org.jspecify.annotations.NullMarked;
