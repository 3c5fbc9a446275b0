/// The account's number, changed: [org.sealpost.client.number.ChangeNumber] asks the server and
/// gives every device of the account its keys under the number's new identity. How a linked device
/// takes them is in the messages package.
@NullMarked
package org.sealpost.client.number;

import org.jspecify.annotations.NullMarked;
