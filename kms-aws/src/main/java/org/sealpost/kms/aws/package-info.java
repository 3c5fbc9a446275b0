/// A key that AWS KMS keeps protects the keys folder: [org.sealpost.kms.aws.KmsKey]. It is asked a
/// few times at a start and at a rotation of the store keys, never for a message. What is wrapped
/// for it, and the form of what lies in the folder, is the crypto module's.
@NullMarked
package org.sealpost.kms.aws;

import org.jspecify.annotations.NullMarked;
