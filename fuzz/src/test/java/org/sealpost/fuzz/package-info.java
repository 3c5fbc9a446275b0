/// The parsers of bytes from strangers under Jazzer: frames, paths and the way through the endpoint
/// table, headers, JSON bodies, basic credentials, names in paths. Start with
/// [org.sealpost.fuzz.Parser], then [org.sealpost.fuzz.Parsers], the list. Jazzer fuzzes one test
/// in a JVM, so one test has them all and the first byte of an input chooses the parser;
/// [org.sealpost.fuzz.ParsersFuzzTest] runs a bounded number of inputs in every build. What a
/// request does once it is parsed is tested in `server` and `core`.
@NullMarked
package org.sealpost.fuzz;

import org.jspecify.annotations.NullMarked;
