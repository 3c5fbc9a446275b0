package org.sealpost.server.auth;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.storage.inboxes.InboxId;

/// That the device of one open socket is there, noted once a day: a socket can be kept open for
/// weeks without a request that needs to know whose it is. Safe for any number of threads.
public final class Presence {
  private final Authenticator authenticator;
  private final DeviceAddress device;
  private final InboxId inbox;
  private final Clock clock;

  private volatile @Nullable LocalDate noted;

  public Presence(Authenticator authenticator, DeviceAddress device, InboxId inbox, Clock clock) {
    this.authenticator = authenticator;
    this.device = device;
    this.inbox = inbox;
    this.clock = clock;
  }

  /// The socket was used just now.
  public void note() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (!today.equals(noted) && authenticator.present(device, inbox)) {
      noted = today;
    }
  }
}
