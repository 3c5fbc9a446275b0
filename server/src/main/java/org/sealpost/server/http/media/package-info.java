/// The doors for media: requests whose bodies are too large to be held, beside the endpoint table.
/// [org.sealpost.server.http.media.MediaDoors] says which there are. Each is a servlet that parses,
/// calls one operation of [org.sealpost.core.media] with the body as a stream, and maps its
/// outcome. How many are under way, and how slow they may be, is
/// [org.sealpost.server.http.media.Transfers]. What is asked for with an account, as JSON, is in
/// the endpoint table: [org.sealpost.server.http.media.MediaResource].
@NullMarked
package org.sealpost.server.http.media;

import org.jspecify.annotations.NullMarked;
