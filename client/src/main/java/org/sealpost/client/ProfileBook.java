package org.sealpost.client;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.profile.ReadProfile;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.ServiceId;

/// One's own profile, and what is known of others'. Safe for any number of threads.
public final class ProfileBook {
  private final ClientState state;
  private final Self self;
  private final Requests requests;
  private final ReadProfile reading;

  ProfileBook(ClientState state, Self self, Requests requests) {
    this.state = state;
    this.self = self;
    this.requests = requests;
    this.reading = new ReadProfile(state.peers(), self, requests);
  }

  /// Stores one's own profile, encrypted, without an avatar. Whoever has been written to can read
  /// it.
  ///
  /// @throws IllegalArgumentException when a text is too long
  public void write(PeerProfile profile) throws IOException {
    Call write = Profiles.write(self, profile);
    var _ = requests.identified(write).orThrow(write);
    state.peers().saveProfile(self.aci(), profile);
  }

  /// Asks the server for the profile of an account and keeps what it says, also whether sealed
  /// sends to the account will work. Empty when there is no such account, or when it has told this
  /// one no profile key yet, or has no profile.
  public Optional<PeerProfile> read(ServiceId.Aci account) throws IOException {
    return reading.read(account);
  }

  /// What the profile of an account said when it was last read, or written; nothing is asked for.
  public Optional<PeerProfile> known(ServiceId.Aci account) {
    return state.peers().profile(account);
  }
}
