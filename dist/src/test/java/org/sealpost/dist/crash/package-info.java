/// Servers that are killed, and what they owe afterwards. Start at
/// [org.sealpost.dist.crash.CrashDistributionTest]; [org.sealpost.dist.crash.Campaign] plays the
/// rounds, [org.sealpost.dist.crash.Promises] judges what the devices saw. What a kill cannot show,
/// because the system still has the pages, is in [org.sealpost.dist.crash.SyncDistributionTest].
@NullMarked
package org.sealpost.dist.crash;

import org.jspecify.annotations.NullMarked;
