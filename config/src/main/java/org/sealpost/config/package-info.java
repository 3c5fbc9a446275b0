/// What an operator may set, typed: one record for each feature with its keys, units, defaults and
/// ranges. Start at [org.sealpost.config.SealpostConfig] (the whole file) and
/// [org.sealpost.config.Section] (how a value is read and refused). The records know nothing of the
/// core: `server.boot` turns them into the core's own policies. An example with every key is in
/// `examples/sealpost.yml`.
@NullMarked
package org.sealpost.config;

import org.jspecify.annotations.NullMarked;
