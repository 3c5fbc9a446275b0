/// The nouns of the service: who ([org.sealpost.protocol.ServiceId],
/// [org.sealpost.protocol.DeviceAddress]), what ([org.sealpost.protocol.EnvelopeId]) and bytes that
/// do not change ([org.sealpost.protocol.Bytes]) or must not be seen
/// ([org.sealpost.protocol.SecretBytes]). The JSON bodies are in `json`, the generated protobuf in
/// `proto`. Depends on nothing of ours; rules about what may be done with these nouns are in the
/// core module.
@NullMarked
package org.sealpost.protocol;

import org.jspecify.annotations.NullMarked;
