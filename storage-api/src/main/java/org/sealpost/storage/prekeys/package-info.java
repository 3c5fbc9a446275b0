/// Public prekeys of devices, sealed, handed out once: [org.sealpost.storage.prekeys.PreKeyStore].
@NullMarked
package org.sealpost.storage.prekeys;

import org.jspecify.annotations.NullMarked;
