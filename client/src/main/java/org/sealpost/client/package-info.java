/// The SDK of the service, on libsignal-client and the JDK's HTTP client. Start at
/// [org.sealpost.client.Enrolment] (become a device) and [org.sealpost.client.SealpostClient] (be
/// one). The rooms: `transport` carries bytes, `connection` keeps it open, `keys` makes keys and
/// `state` keeps everything, `work` has its threads, `messages` encrypts and decrypts, `content`
/// says what stands in them, `prekeys`, `profile`, `registration`, `linking` and `number` are the
/// account's affairs. `testing` has devices for tests, `terminal` what a person types into.
@NullMarked
package org.sealpost.client;

import org.jspecify.annotations.NullMarked;
