/// The order of events: [org.sealpost.audit.log.Sequencer] gives each its index.
@NullMarked
package org.sealpost.audit.log;

import org.jspecify.annotations.NullMarked;
