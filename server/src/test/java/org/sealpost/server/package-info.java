/// The server as clients meet it: started in this process on a free port over a temporary folder,
/// and driven through its sockets. Start at [org.sealpost.server.TestServer].
@NullMarked
package org.sealpost.server;

import org.jspecify.annotations.NullMarked;
