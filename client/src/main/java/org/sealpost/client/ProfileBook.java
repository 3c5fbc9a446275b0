package org.sealpost.client;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.profile.Avatars;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.profile.Profiles.Avatar;
import org.sealpost.client.profile.ReadProfile;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AvatarUploadForm;

/// One's own profile, and what is known of others'. Safe for any number of threads.
public final class ProfileBook {
  private final ClientState state;
  private final Self self;
  private final Requests requests;
  private final ReadProfile reading;
  private final Avatars avatars;

  ProfileBook(ClientState state, Self self, Requests requests, Avatars avatars) {
    this.state = state;
    this.self = self;
    this.requests = requests;
    this.avatars = avatars;
    this.reading = new ReadProfile(state.peers(), self, requests);
  }

  /// Stores one's own profile, encrypted; a picture stays. Whoever has been written to can read it.
  ///
  /// @throws IllegalArgumentException when a text is too long
  public void write(PeerProfile profile) throws IOException {
    var _ = write(profile, Avatar.KEPT);
  }

  /// Stores the profile with a new picture, encrypted too.
  ///
  /// @throws IllegalArgumentException when a text or the picture is too long
  /// @throws IOException when one of them was not stored; the old picture may be gone then
  public void write(PeerProfile profile, Bytes picture) throws IOException {
    if (picture.size() > Avatars.MAX_BYTES) {
      throw new IllegalArgumentException("a picture has at most " + Avatars.MAX_BYTES + " bytes");
    }
    AvatarUploadForm form = write(profile, Avatar.NEW).json(AvatarUploadForm.class);
    avatars.put(form, self.profileKey(), picture);
  }

  /// Stores the profile without a picture.
  public void writeWithoutPicture(PeerProfile profile) throws IOException {
    var _ = write(profile, Avatar.NONE);
  }

  private Reply write(PeerProfile profile, Avatar avatar) throws IOException {
    Call write = Profiles.write(self, profile, avatar);
    Reply reply = requests.identified(write).orThrow(write);
    state.peers().saveProfile(self.aci(), profile);
    return reply;
  }

  /// The picture of an account, asked for anew. Empty when it has none, or has told this one no
  /// profile key yet.
  public Optional<Bytes> picture(ServiceId.Aci account) throws IOException {
    Optional<ReadProfile.AvatarPlace> place = reading.avatar(account);
    return place.isPresent() ? avatars.get(place.get()) : Optional.empty();
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
