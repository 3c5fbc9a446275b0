package org.sealpost.server.boot;

import org.sealpost.core.accounts.Invite;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.ClientProfile;

/// What commands may do to a server: in its process through the control socket while it runs, on
/// its folder while it does not.
public interface Operations {
  Invite invite(PhoneNumber number);

  ClientProfile clientProfile();
}
