/// Files that clients have encrypted: who may store one, for how long it is kept, and who fetches
/// it. The bytes are in a [org.sealpost.storage.blobs.BlobStore], what is known of them in rows of
/// a [org.sealpost.storage.media.MediaStore]; docs/adr/0019 says why. Start at
/// [org.sealpost.core.media.GrantMedia], then [org.sealpost.core.media.ResumableUploads] and
/// [org.sealpost.core.media.MediaSweeper]. Which bytes are let through, and how slowly, is the
/// business of the doors in the server.
///
/// ```
///                 grant                 create              last byte
///   (no row) ────────────► GRANTED ──────────────► UNFINISHED ─────────┐
///                             │ the object was written whole           ▼
///                             └────────────────────────────────────► STORED
///                                                                      │ replaced
///                             (no row) ◄──── swept ◄──── ENDED ◄───────┘
/// ```
///
/// The row is written before anything may be written to the blob store, and removed after the
/// object is gone: whatever is cut short leaves a row, which the sweep looks at again. A row that
/// is due is compared with the truth: is its account still that account, is the grant over, is the
/// object there, does a profile still name it. So everything that ends at once for those who ask
/// ends for the disk at the sweep, whether or not somebody came to say so.
@NullMarked
package org.sealpost.core.media;

import org.jspecify.annotations.NullMarked;
