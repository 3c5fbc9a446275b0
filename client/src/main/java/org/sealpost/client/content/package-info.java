/// What a message says, once decrypted: [org.sealpost.client.content.Message] is what the SDK
/// knows, [org.sealpost.client.content.ContentCodec] writes and reads it as the ecosystem's
/// protobuf, and [org.sealpost.client.content.Padding] hides its length. Ciphers are in the
/// messages package.
@NullMarked
package org.sealpost.client.content;

import org.jspecify.annotations.NullMarked;
