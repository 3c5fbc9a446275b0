@NullMarked
package org.sealpost.audit.events;

import org.jspecify.annotations.NullMarked;
