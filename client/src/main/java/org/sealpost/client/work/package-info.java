/// Threads of the SDK and what they wait for: [org.sealpost.client.work.Worker] works until it is
/// closed, [org.sealpost.client.work.Errand] runs when it is asked, and
/// [org.sealpost.client.work.Watched] is a value that others may wait for. What the work is stands
/// in the packages that use these.
@NullMarked
package org.sealpost.client.work;

import org.jspecify.annotations.NullMarked;
