/// What a person types: [org.sealpost.client.terminal.ChatCommand] talks,
/// [org.sealpost.client.terminal.DemoCommand] shows. Both stand on the SDK in the package above and
/// print through [org.sealpost.client.terminal.Screen]; the demo starts the distribution's other
/// commands as processes ([org.sealpost.client.terminal.Distribution]).
@NullMarked
package org.sealpost.client.terminal;

import org.jspecify.annotations.NullMarked;
