package org.sealpost.client.profile;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.state.PeerRecords;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.ProfileBody;

/// Reads an account's profile (wire interface, profiles and certificates, section 2): with its
/// profile key as nobody, which tells the server nothing of who asks, and as this device where that
/// key is not known or not taken. What it says goes into the peers' records.
public final class ReadProfile {
  private static final Pattern AVATAR = Pattern.compile("profiles/[A-Za-z0-9_-]{1,64}");

  private final PeerRecords peers;
  private final Self self;
  private final Requests requests;

  public ReadProfile(PeerRecords peers, Self self, Requests requests) {
    this.peers = peers;
    this.self = self;
    this.requests = requests;
  }

  /// Where the picture of an account is on the media host, and what opens it.
  public record AvatarPlace(String path, ProfileCipher cipher) {
    @Override
    public String toString() {
      return "AvatarPlace[redacted]";
    }
  }

  /// Empty when there is no such account, no profile, or no key that opens it.
  public Optional<PeerProfile> read(ServiceId.Aci account) throws IOException {
    Optional<SecretBytes> key = key(account);
    Optional<PeerProfile> profile =
        fetch(account, key).flatMap(body -> key.flatMap(known -> opened(body, known)));
    profile.ifPresent(read -> peers.saveProfile(account, read));
    return profile;
  }

  /// Empty when there is no picture, or no key that opens it.
  public Optional<AvatarPlace> avatar(ServiceId.Aci account) throws IOException {
    Optional<SecretBytes> key = key(account);
    return fetch(account, key)
        .flatMap(body -> Optional.ofNullable(body.avatar()))
        .filter(path -> AVATAR.matcher(path).matches())
        .flatMap(path -> key.map(known -> new AvatarPlace(path, new ProfileCipher(known))));
  }

  private Optional<SecretBytes> key(ServiceId.Aci account) {
    return account.equals(self.aci())
        ? Optional.of(self.profileKey())
        : peers.anyProfileKey(account).map(bytes -> SecretBytes.wrap(bytes.toByteArray()));
  }

  private Optional<ProfileBody> fetch(ServiceId.Aci account, Optional<SecretBytes> key)
      throws IOException {
    Call ask =
        Call.get(
            "/v1/profile/"
                + account.text()
                + key.map(known -> "/" + Profiles.version(account, known)).orElse(""));
    Reply reply = key.isPresent() ? asNobody(ask, key.get()) : requests.identified(ask);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    ProfileBody body = reply.orThrow(ask).json(ProfileBody.class);
    if (!account.equals(self.aci())) {
      noteAccess(account, key, body);
    }
    return Optional.of(body);
  }

  private Reply asNobody(Call ask, SecretBytes key) throws IOException {
    String access = Base64.getEncoder().encodeToString(Profiles.accessKey(key).unsafeArray());
    Reply reply = requests.anonymous(ask.with("Unidentified-Access-Key", access));
    return reply.status() == 401 ? requests.identified(ask) : reply;
  }

  /// Whether sealed sends will be taken: the server publishes a checksum of the right access key.
  private void noteAccess(ServiceId.Aci account, Optional<SecretBytes> key, ProfileBody body) {
    peers.saveUnrestricted(account, body.unrestrictedUnidentifiedAccess());
    if (key.isEmpty()) {
      return;
    }
    Bytes checksum = body.unidentifiedAccess();
    if (checksum != null
        && Profiles.checksum(Profiles.accessKey(key.get())).equalsInConstantTime(checksum)) {
      peers.sealedTaken(account);
    } else {
      peers.sealedRefused(account);
    }
  }

  /// Empty when nothing is stored under this key's version, or it does not open.
  private static Optional<PeerProfile> opened(ProfileBody body, SecretBytes key) {
    ProfileCipher cipher = new ProfileCipher(key);
    Bytes name = body.name();
    return name == null
        ? Optional.empty()
        : cipher
            .decryptText(name)
            .map(read ->
                new PeerProfile(
                    read.replace('\0', ' '),
                    text(cipher, body.about()),
                    text(cipher, body.aboutEmoji())));
  }

  private static String text(ProfileCipher cipher, @Nullable Bytes encrypted) {
    return encrypted == null || encrypted.isEmpty() ? "" : cipher.decryptText(encrypted).orElse("");
  }
}
