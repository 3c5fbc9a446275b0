/// The contract of blob stores over files, and what the contract cannot see: names, permissions, a
/// full disk, and a crash between any two steps.
@NullMarked
package org.sealpost.blobs.disk;

import org.jspecify.annotations.NullMarked;
