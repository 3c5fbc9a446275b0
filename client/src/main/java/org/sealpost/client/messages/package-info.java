/// Messages between devices: [org.sealpost.client.messages.Sender] encrypts one for every device of
/// its recipient and repeats when the devices turn out to be others;
/// [org.sealpost.client.messages.Receiver] decrypts and stores what comes, then acknowledges;
/// [org.sealpost.client.messages.Handover] gives it to the application, in order;
/// [org.sealpost.client.messages.Disappearing] removes texts when their time is over. The ciphers
/// are in [org.sealpost.client.messages.DeviceCipher]; what stands in a message is in the content
/// package.
///
/// ```
/// socket -> Receiver: decrypt + store, one commit -> 200 to the server
///                       |
///                  state (arrived) -> Handover -> application -> forgotten
/// ```
@NullMarked
package org.sealpost.client.messages;

import org.jspecify.annotations.NullMarked;
