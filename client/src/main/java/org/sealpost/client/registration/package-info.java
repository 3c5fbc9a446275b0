/// Becoming a device of an account. [org.sealpost.client.registration.Registration] is a primary's
/// way: verification session, code (here: the invite), registration. The way of a further device is
/// in the linking package. Nothing is kept here: what comes out is handed to the state package.
@NullMarked
package org.sealpost.client.registration;

import org.jspecify.annotations.NullMarked;
