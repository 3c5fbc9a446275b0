/// Defaults, full mapping and messages of every record.
@NullMarked
package org.sealpost.config;

import org.jspecify.annotations.NullMarked;
