/// A client library of another maker, `signal-service-java`, driven against a Sealpost server
/// process.
///
/// Start reading at [ForeignDevice], what a person's device can do with that library, and at
/// [ConversationTest], the scenarios of two of them. [ServerProcess] starts the distribution as a
/// person would. Nothing of Sealpost is on this module's class path: what these tests know of the
/// server is its command line and its wire.
///
/// Our own SDK and what it can do are elsewhere, in the `client` module.
@NullMarked
package org.sealpost.interop;

import org.jspecify.annotations.NullMarked;
