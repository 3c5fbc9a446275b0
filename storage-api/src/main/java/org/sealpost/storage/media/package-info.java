/// What is known of each object of the media store, apart from its bytes: whose it is (sealed), how
/// large, and until when. Start at [org.sealpost.storage.media.MediaStore]; the bytes are in
/// [org.sealpost.storage.blobs].
@NullMarked
package org.sealpost.storage.media;

import org.jspecify.annotations.NullMarked;
