/// Files that go beside a message: encrypted and opened here, in constant memory, as the wire
/// interface's media page says in section 6. [org.sealpost.client.attachments.SealedAttachment] is
/// what is uploaded, [org.sealpost.client.attachments.AttachmentOpening] opens what came,
/// [org.sealpost.client.attachments.AttachmentSizes] knows the lengths. How the bytes travel is in
/// [org.sealpost.client.media]; what a message says of a file is
/// [org.sealpost.client.content.AttachmentPointer].
@NullMarked
package org.sealpost.client.attachments;

import org.jspecify.annotations.NullMarked;
