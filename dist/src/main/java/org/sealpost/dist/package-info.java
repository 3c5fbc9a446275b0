/// The `sealpost` command: joins what the server and the client offer, and sees to it that the JVM
/// finds its native libraries.
///
/// Start at [org.sealpost.dist.Sealpost] (the subcommands) and [org.sealpost.dist.Relaunch] (why
/// `java -jar sealpost.jar` needs no flags). The commands themselves live in `server` and `client`;
/// how the jars come together is said in this module's `pom.xml`.
@NullMarked
package org.sealpost.dist;

import org.jspecify.annotations.NullMarked;
