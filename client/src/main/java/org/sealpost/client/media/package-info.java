/// How encrypted files get to a media host and back (wire interface, media, sections 1 to 5 and 7):
/// [org.sealpost.client.media.DirectUpload] in one piece by a grant,
/// [org.sealpost.client.media.ResumableUpload] in as many as it takes,
/// [org.sealpost.client.media.Download] from where an earlier one was cut. What is inside of the
/// files is the business of [org.sealpost.client.attachments].
@NullMarked
package org.sealpost.client.media;

import org.jspecify.annotations.NullMarked;
