/// The endpoint table and the way of one request through it. Start at
/// [org.sealpost.server.http.Router] and [org.sealpost.server.http.Route]; the rows are declared by
/// the `<Noun>Resource` classes in the sub-packages, one for each feature. A resource parses, calls
/// one operation of the core and maps its outcome: no rule of the domain lives here. HTTP comes in
/// through [org.sealpost.server.http.WireServlet]; tunnelled requests through `server.ws`.
@NullMarked
package org.sealpost.server.http;

import org.jspecify.annotations.NullMarked;
