/// The SDK of the service, on libsignal-client and the JDK's HTTP client. Bytes travel in
/// `transport`, keys are made in `keys`, an account begins in `registration` or `linking`, and is
/// kept in `state`. `testing` has devices for tests, `terminal` what a person types into.
@NullMarked
package org.sealpost.client;

import org.jspecify.annotations.NullMarked;
