package org.sealpost.server.boot;

import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Authentication;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.storage.inboxes.InboxId;

/// The core's authentication as transports ask for it.
final class CoreAuthenticator implements Authenticator {
  private final Authentication authentication;

  CoreAuthenticator(Authentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public Optional<AuthenticatedDevice> device(BasicCredentials credentials) {
    return authentication.device(credentials);
  }

  @Override
  public Optional<AuthenticatedDevice> current(DeviceAddress device, InboxId inbox) {
    return authentication.current(device, inbox);
  }

  @Override
  public boolean present(DeviceAddress device, InboxId inbox) {
    return authentication.present(device, inbox);
  }
}
