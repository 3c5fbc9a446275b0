package org.sealpost.core.atrest;

import java.time.Instant;

/// A rotation of store keys that is under way.
///
/// @param generation the new one, which wraps new data keys already
/// @param begun what was deleted before is out of reach when the older generations are destroyed
/// @param resumed whether it was begun earlier and interrupted
public record Rotation(int generation, Instant begun, boolean resumed) {}
