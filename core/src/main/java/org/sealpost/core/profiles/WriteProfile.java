package org.sealpost.core.profiles;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.media.EndMedia;
import org.sealpost.core.media.GrantMedia;
import org.sealpost.core.media.GrantOutcome;
import org.sealpost.core.media.PostForm;
import org.sealpost.core.profiles.WriteProfileOutcome.AvatarWanted;
import org.sealpost.core.profiles.WriteProfileOutcome.DeviceGone;
import org.sealpost.core.profiles.WriteProfileOutcome.Invalid;
import org.sealpost.core.profiles.WriteProfileOutcome.OverQuota;
import org.sealpost.core.profiles.WriteProfileOutcome.TooOften;
import org.sealpost.core.profiles.WriteProfileOutcome.Written;
import org.sealpost.core.stored.proto.StoredProfile;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.ProfileCommitments;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.profiles.ProfileStore;

/// Writes one version of the caller's profile. A later write of the same version replaces
/// everything but its commitment, to which credentials may have been issued. Source: profiles and
/// certificates, section 1.
public final class WriteProfile {
  /// A client makes a new version when it changes its profile key, which is seldom.
  public static final int MAX_VERSIONS = 20;

  private static final String VERSION = "[0-9a-f]{64}";

  /// Lengths of ciphertexts by the wire's field names.
  private static final Map<String, Set<Integer>> LENGTHS =
      Map.of(
          "name", Set.of(81, 285),
          "about", Set.of(0, 156, 282, 540),
          "aboutEmoji", Set.of(0, 60),
          "paymentAddress", Set.of(0, 582),
          "phoneNumberSharing", Set.of(0, 29));

  private final ProfileRows rows;
  private final StoredAccounts accounts;
  private final ProfileCommitments commitments;
  private final GrantMedia grant;
  private final EndMedia end;

  public WriteProfile(
      ProfileStore store,
      StoredAccounts accounts,
      Keyring keyring,
      LookupHashes hashes,
      ProfileCommitments commitments,
      GrantMedia grant,
      EndMedia end) {
    this.rows = new ProfileRows(store, keyring, hashes);
    this.accounts = accounts;
    this.commitments = commitments;
    this.grant = grant;
    this.end = end;
  }

  public WriteProfileOutcome write(AuthenticatedDevice caller, Profile profile) {
    Optional<String> invalid = invalidField(profile);
    if (invalid.isPresent()) {
      return new Invalid(invalid.get());
    }
    Aci aci = caller.account().aci();
    if (accounts.find(aci).filter(account -> account.has(caller.device())).isEmpty()) {
      return new DeviceGone();
    }
    return switch (profile.avatar()) {
      case NONE -> write(caller, profile, Optional.empty());
      case SAME ->
          write(caller, profile, rows.find(aci, profile.version()).flatMap(WriteProfile::avatar));
      case NEW -> writeWithNew(caller, profile);
    };
  }

  /// The place is made before the profile names it, so that a profile names nothing that was never
  /// granted; what is cut short in between is swept.
  private WriteProfileOutcome writeWithNew(AuthenticatedDevice caller, Profile profile) {
    return switch (grant.profileAvatar(caller, profile.version())) {
      case GrantOutcome.TooOften<PostForm>(Duration retryAfter) -> new TooOften(retryAfter);
      case GrantOutcome.OverQuota<PostForm>(Duration retryAfter) -> new OverQuota(retryAfter);
      case GrantOutcome.TooLarge<PostForm> _ ->
          throw new IllegalStateException("an avatar has a size of its own");
      case GrantOutcome.Granted<PostForm>(PostForm form) -> {
        WriteProfileOutcome outcome = write(caller, profile, MediaKey.parse(form.key()));
        yield outcome instanceof Written ? new AvatarWanted(form) : outcome;
      }
    };
  }

  private WriteProfileOutcome write(
      AuthenticatedDevice caller, Profile profile, Optional<MediaKey> avatar) {
    Aci aci = caller.account().aci();
    Optional<StoredProfile> stored = rows.find(aci, profile.version());
    Bytes commitment =
        stored
            .map(kept -> Bytes.wrap(kept.getCommitment().toByteArray()))
            .orElse(profile.commitment());
    boolean written =
        rows.put(caller, profile.version(), encode(profile, avatar, commitment), MAX_VERSIONS);
    if (!written) {
      avatar.ifPresent(end::one);
      return new DeviceGone();
    }
    stored
        .flatMap(WriteProfile::avatar)
        .filter(former -> !avatar.equals(Optional.of(former)))
        .ifPresent(end::one);
    return accounts
        .change(aci, account -> makeCurrent(account, caller, profile.version()))
        .orElseGet(DeviceGone::new);
  }

  private static Optional<MediaKey> avatar(StoredProfile stored) {
    return MediaKey.parse(stored.getAvatar());
  }

  private static Step<WriteProfileOutcome> makeCurrent(
      Account account, AuthenticatedDevice caller, String version) {
    if (!account.has(caller.device())) {
      return Step.leave(new DeviceGone());
    }
    if (account.profileVersion().equals(Optional.of(version))) {
      return Step.leave(new Written());
    }
    return Step.write(
        account.edit().profileVersion(Optional.of(version)),
        DeviceChanges.NONE,
        written -> new Written());
  }

  private Optional<String> invalidField(Profile profile) {
    if (!profile.version().matches(VERSION)) {
      return Optional.of("version");
    }
    Map<String, Bytes> fields =
        Map.of(
            "name", profile.name(),
            "about", orEmpty(profile.about()),
            "aboutEmoji", orEmpty(profile.aboutEmoji()),
            "paymentAddress", orEmpty(profile.paymentAddress()),
            "phoneNumberSharing", orEmpty(profile.phoneNumberSharing()));
    for (Map.Entry<String, Set<Integer>> rule : LENGTHS.entrySet()) {
      Bytes value = fields.getOrDefault(rule.getKey(), Bytes.EMPTY);
      if (!rule.getValue().contains(value.size())) {
        return Optional.of(rule.getKey());
      }
    }
    return commitments.isCommitment(profile.commitment())
        ? Optional.empty()
        : Optional.of("commitment");
  }

  private static StoredProfile encode(
      Profile profile, Optional<MediaKey> avatar, Bytes commitment) {
    return StoredProfile.newBuilder()
        .setName(string(profile.name()))
        .setAbout(string(orEmpty(profile.about())))
        .setAboutEmoji(string(orEmpty(profile.aboutEmoji())))
        .setPaymentAddress(string(orEmpty(profile.paymentAddress())))
        .setPhoneNumberSharing(string(orEmpty(profile.phoneNumberSharing())))
        .setCommitment(string(commitment))
        .setAvatar(avatar.map(MediaKey::path).orElse(""))
        .build();
  }

  private static Bytes orEmpty(Optional<Bytes> field) {
    return field.orElse(Bytes.EMPTY);
  }

  private static ByteString string(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.unsafeArray());
  }
}
