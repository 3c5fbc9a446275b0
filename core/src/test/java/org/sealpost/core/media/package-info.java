/// Media over a real store and a real folder: [org.sealpost.core.media.MediaWorld] puts it
/// together.
@NullMarked
package org.sealpost.core.media;

import org.jspecify.annotations.NullMarked;
