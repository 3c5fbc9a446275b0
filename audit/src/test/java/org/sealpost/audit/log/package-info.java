@NullMarked
package org.sealpost.audit.log;

import org.jspecify.annotations.NullMarked;
