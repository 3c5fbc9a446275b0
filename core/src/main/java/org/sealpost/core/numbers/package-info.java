/// An account's number: another one, other keys under it, whether it is to be found by it. Start at
/// [org.sealpost.core.numbers.ChangeNumber]. How a number is registered is in `core.accounts`.
@NullMarked
package org.sealpost.core.numbers;

import org.jspecify.annotations.NullMarked;
