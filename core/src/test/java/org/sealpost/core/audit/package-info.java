/// What the domain leaves in the audit outbox.
@NullMarked
package org.sealpost.core.audit;

import org.jspecify.annotations.NullMarked;
