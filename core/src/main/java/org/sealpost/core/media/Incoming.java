package org.sealpost.core.media;

import java.io.InputStream;

/// A body that comes in.
///
/// @param bytes read by one thread; not closed
/// @param cut makes a read that waits, in whatever thread, and all later ones fail with an
///   [java.io.IOException]; called from another thread when a newer request takes over
public record Incoming(InputStream bytes, Runnable cut) {}
