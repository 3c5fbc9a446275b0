/// The provider against a stand-in for the service that speaks its protocol:
/// [org.sealpost.kms.aws.StandInKms].
@NullMarked
package org.sealpost.kms.aws;

import org.jspecify.annotations.NullMarked;
