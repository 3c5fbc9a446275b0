/// Moving everything from one store to another: [org.sealpost.storage.copy.StorageCopy], over the
/// two small doors that a backend opens for it, [org.sealpost.storage.copy.CopySource] and
/// [org.sealpost.storage.copy.CopyTarget]. What is moved are records that are the same for every
/// backend; sealed bytes stay as they are. Positions are not moved: a target draws its own.
@NullMarked
package org.sealpost.storage.copy;

import org.jspecify.annotations.NullMarked;
