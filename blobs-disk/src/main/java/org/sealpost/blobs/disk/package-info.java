/// The embedded default for media: encrypted objects as files in one folder. Start at
/// [org.sealpost.blobs.disk.DiskBlobs]; what is durable when is told in the module's README.
///
/// ```
///  <folder>/            0700
///    sealpost-blobs     says that the folder is ours
///    objects/ab/cd/<hex of the key's path>       published; ab and cd begin SHA-256 of the path
///    unfinished/<hex>.whole                      being written by one call
///    unfinished/<hex of SHA-256>.<hex>.part      an upload in pieces; its length is its offset
/// ```
///
/// A file is written and synced in `unfinished`, then linked to its place, which fails when
/// something is there. What a crash leaves in `unfinished` is swept.
@NullMarked
package org.sealpost.blobs.disk;

import org.jspecify.annotations.NullMarked;
