/// Who may register: invites and verification sessions,
/// [org.sealpost.storage.registration.RegistrationStore].
@NullMarked
package org.sealpost.storage.registration;

import org.jspecify.annotations.NullMarked;
