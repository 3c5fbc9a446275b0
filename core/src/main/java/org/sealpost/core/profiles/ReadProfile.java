package org.sealpost.core.profiles;

import com.google.protobuf.ByteString;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AnonymousAccess;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Capability;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.profiles.ProfileView.VersionFields;
import org.sealpost.core.profiles.ReadProfileOutcome.CredentialRefused;
import org.sealpost.core.profiles.ReadProfileOutcome.Found;
import org.sealpost.core.profiles.ReadProfileOutcome.NotFound;
import org.sealpost.core.profiles.ReadProfileOutcome.Unauthorized;
import org.sealpost.core.stored.proto.StoredProfile;
import org.sealpost.crypto.AccessKeyChecksum;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.ProfileCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.profiles.ProfileStore;

/// Shows a profile to who has an account, or the access key of the one that is asked for. Source:
/// profiles and certificates, section 2.
public final class ReadProfile {
  private static final Duration CREDENTIAL_LIFETIME = Duration.ofDays(7);

  private final AccountDirectory accounts;
  private final AnonymousAccess anonymousAccess;
  private final ProfileRows rows;
  private final ProfileCredentials credentials;
  private final Clock clock;

  public ReadProfile(
      ProfileStore store,
      AccountDirectory accounts,
      AnonymousAccess anonymousAccess,
      Keyring keyring,
      LookupHashes hashes,
      ProfileCredentials credentials,
      Clock clock) {
    this.accounts = accounts;
    this.anonymousAccess = anonymousAccess;
    this.rows = new ProfileRows(store, keyring, hashes);
    this.credentials = credentials;
    this.clock = clock;
  }

  /// Who asks.
  ///
  /// @param device goes before the access key
  public record Reader(Optional<AuthenticatedDevice> device, Optional<SecretBytes> accessKey) {}

  /// Without the fields of any version.
  public ReadProfileOutcome read(Reader reader, ServiceId target) {
    return to(reader, target, account -> new Found(view(account, target)));
  }

  /// With the fields of one version; none of a version that is not known.
  public ReadProfileOutcome read(Reader reader, Aci target, String version) {
    return to(
        reader,
        target,
        account ->
            new Found(
                with(
                    view(account, target),
                    rows.find(target, version).map(stored -> fields(account, version, stored)),
                    Optional.empty())));
  }

  /// With a credential too; none when the version is not known.
  ///
  /// @param request zkgroup's, for the profile key of that version
  public ReadProfileOutcome read(Reader reader, Aci target, String version, Bytes request) {
    return to(reader, target, account -> credential(account, version, request));
  }

  private ReadProfileOutcome credential(Account account, String version, Bytes request) {
    Optional<StoredProfile> stored = rows.find(account.aci(), version);
    if (stored.isEmpty()) {
      return credentials.isRequest(request)
          ? new Found(view(account, account.aci()))
          : new CredentialRefused();
    }
    Bytes commitment = bytes(stored.get().getCommitment());
    return credentials
        .issue(request, account.aci(), commitment, expiration())
        .<ReadProfileOutcome>map(issued ->
            new Found(
                with(
                    view(account, account.aci()),
                    Optional.of(fields(account, version, stored.get())),
                    Optional.of(issued))))
        .orElseGet(CredentialRefused::new);
  }

  private ReadProfileOutcome to(
      Reader reader, ServiceId target, Function<Account, ReadProfileOutcome> answer) {
    return reader.device().isPresent()
        ? accounts.find(target).map(answer).orElseGet(NotFound::new)
        : anonymousAccess
            .check(target, reader.accessKey())
            .map(answer)
            .orElseGet(Unauthorized::new);
  }

  /// Clients refuse what does not end with a UTC day, or later than in seven days.
  private Instant expiration() {
    return clock.instant().plus(CREDENTIAL_LIFETIME).truncatedTo(ChronoUnit.DAYS);
  }

  private static ProfileView view(Account account, ServiceId id) {
    Optional<SecretBytes> accessKey =
        switch (id) {
          case Aci _ -> account.accessKey();
          case Pni _ -> Optional.empty();
        };
    return new ProfileView(
        id,
        account.identityKey(id.identityType()),
        accessKey.map(AccessKeyChecksum::of),
        id instanceof Aci && account.unrestrictedAccess(),
        Capability.shownOf(account),
        Optional.empty(),
        Optional.empty());
  }

  private static ProfileView with(
      ProfileView view, Optional<VersionFields> version, Optional<Bytes> credential) {
    return new ProfileView(
        view.id(),
        view.identityKey(),
        view.accessKeyChecksum(),
        view.unrestrictedAccess(),
        view.capabilities(),
        version,
        credential);
  }

  private static VersionFields fields(Account account, String version, StoredProfile stored) {
    boolean current = account.profileVersion().equals(Optional.of(version));
    return new VersionFields(
        present(stored.getName()),
        present(stored.getAbout()),
        present(stored.getAboutEmoji()),
        present(stored.getPaymentAddress()).filter(_ -> current),
        present(stored.getPhoneNumberSharing()),
        Optional.of(stored.getAvatar()).filter(path -> !path.isEmpty()));
  }

  private static Optional<Bytes> present(ByteString field) {
    return field.isEmpty() ? Optional.empty() : Optional.of(bytes(field));
  }

  private static Bytes bytes(ByteString field) {
    return Bytes.wrap(field.toByteArray());
  }
}
