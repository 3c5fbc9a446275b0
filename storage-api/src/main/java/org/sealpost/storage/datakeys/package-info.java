/// The wrapped keys that seal everybody else: [org.sealpost.storage.datakeys.DataKeyStore]. Backed
/// up apart from the data.
@NullMarked
package org.sealpost.storage.datakeys;

import org.jspecify.annotations.NullMarked;
