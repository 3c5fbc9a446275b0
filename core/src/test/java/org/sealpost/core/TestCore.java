package org.sealpost.core;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.blobs.disk.DiskBlobs;
import org.sealpost.core.accounts.AnonymousAccess;
import org.sealpost.core.accounts.Authentication;
import org.sealpost.core.accounts.ChangeAttributes;
import org.sealpost.core.accounts.ChangeRegistrationLock;
import org.sealpost.core.accounts.DeleteAccount;
import org.sealpost.core.accounts.FormerAccounts;
import org.sealpost.core.accounts.Invites;
import org.sealpost.core.accounts.NewDevices;
import org.sealpost.core.accounts.NumberClaims;
import org.sealpost.core.accounts.RegisterAccount;
import org.sealpost.core.accounts.RegistrationLocks;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.VerificationSessions;
import org.sealpost.core.atrest.RotateStoreKeys;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.core.certificates.IssueSenderCertificate;
import org.sealpost.core.devices.AwaitLinkedDevice;
import org.sealpost.core.devices.ChangeCapabilities;
import org.sealpost.core.devices.CreateLinkCode;
import org.sealpost.core.devices.LinkCodes;
import org.sealpost.core.devices.LinkDevice;
import org.sealpost.core.devices.LinkWaits;
import org.sealpost.core.devices.ListDevices;
import org.sealpost.core.devices.RenameDevice;
import org.sealpost.core.devices.UnlinkDevice;
import org.sealpost.core.keys.CheckPreKeys;
import org.sealpost.core.keys.CountPreKeys;
import org.sealpost.core.keys.FetchPreKeys;
import org.sealpost.core.keys.PublishPreKeys;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.core.media.EndMedia;
import org.sealpost.core.media.GrantMedia;
import org.sealpost.core.media.MediaRows;
import org.sealpost.core.media.MediaRules;
import org.sealpost.core.media.MediaSweeper;
import org.sealpost.core.media.MediaTotals;
import org.sealpost.core.media.ReadMedia;
import org.sealpost.core.media.SignedUrls;
import org.sealpost.core.media.WholeUploads;
import org.sealpost.core.numbers.RekeyedDevices;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.core.profiles.CheckIdentityKeys;
import org.sealpost.core.profiles.ProfileAvatars;
import org.sealpost.core.profiles.ReadProfile;
import org.sealpost.core.profiles.WriteProfile;
import org.sealpost.core.usernames.ChangeUsername;
import org.sealpost.core.usernames.ConfirmUsername;
import org.sealpost.core.usernames.FindUsername;
import org.sealpost.core.usernames.ReserveUsername;
import org.sealpost.crypto.DeviceCreationSeal;
import org.sealpost.crypto.KeyProvider;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.MacKey;
import org.sealpost.crypto.NativeCalls;
import org.sealpost.crypto.PreKeySignatures;
import org.sealpost.crypto.ProfileCommitments;
import org.sealpost.crypto.ServerKeys;
import org.sealpost.crypto.UsernameProofs;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.sqlite.SqliteConfig;
import org.sealpost.storage.sqlite.SqliteStorage;
import org.sealpost.storage.tck.faults.FaultyStorage;

/// Everything around accounts over a SQLite store in a temporary folder, put together as a server
/// does it.
public final class TestCore implements AutoCloseable {
  public final ManualClock clock = new ManualClock();
  public final SecureRandom random = new SecureRandom();
  public final NativeCalls calls = new NativeCalls(2);

  /// Inboxes whose connections were to be closed.
  public final List<InboxId> retired = new CopyOnWriteArrayList<>();

  /// Inboxes whose devices are connected.
  public final Set<InboxId> connected = ConcurrentHashMap.newKeySet();

  private final RetiredDevices retiring =
      new RetiredDevices() {
        @Override
        public void retired(Collection<InboxId> inboxes) {
          TestCore.this.retired.addAll(inboxes);
          linkWaits.retired(inboxes);
        }

        @Override
        public void accountOver(Aci account) {
          over.add(account);
          endMedia().ended(account);
        }
      };

  /// Accounts that were said to be over.
  public final List<Aci> over = new CopyOnWriteArrayList<>();

  public final Path database;

  /// The store; fails by plan.
  public final FaultyStorage storage;

  public final AuditTrail audit = new AuditTrail(clock, random);
  public final RateLimits limits = new RateLimits(Map.of(), 1000, clock, random);
  public final KeysFolder keysFolder;
  public final ServerKeys serverKeys;
  public final LookupHashes hashes;
  public final StoredKeyring keyring;
  public final StoredAccounts accounts;
  public final VerificationSessions sessions;
  public final Invites invites;
  public final RegisterAccount register;
  public final Authentication authentication;
  public final AnonymousAccess anonymousAccess;
  public final ChangeAttributes changeAttributes;
  public final ChangeRegistrationLock changeLock;
  public final FormerAccounts former;
  public final DeleteAccount deleteAccount;
  public final NumberClaims numberClaims;
  public final ReserveUsername reserveUsername;
  public final ConfirmUsername confirmUsername;
  public final ChangeUsername changeUsername;
  public final FindUsername findUsername;
  public final RekeyedDevices rekeyedDevices;
  public final PreKeyCheck preKeyCheck;
  public final RotateStoreKeys rotate;
  public final CreateLinkCode createLinkCode;
  public final LinkDevice linkDevice;
  public final UnlinkDevice unlinkDevice;
  public final ListDevices listDevices;
  public final ChangeCapabilities changeCapabilities;
  public final RenameDevice renameDevice;
  public final LinkWaits linkWaits = new LinkWaits(2, 3);
  public final AwaitLinkedDevice awaitLinkedDevice;
  public final PublishPreKeys publishPreKeys;
  public final FetchPreKeys fetchPreKeys;
  public final CountPreKeys countPreKeys;
  public final CheckPreKeys checkPreKeys;
  public final MediaRows mediaRows;
  public final BlobStore blobs;
  public final ReadMedia readMedia;
  public final GrantMedia grantMedia;
  public final EndMedia endMedia;
  public final WholeUploads wholeUploads;
  public final MediaSweeper mediaSweeper;
  public final WriteProfile writeProfile;
  public final ReadProfile readProfile;
  public final CheckIdentityKeys checkIdentityKeys;
  public final IssueSenderCertificate issueSenderCertificate;

  public TestCore(Path folder) {
    this(folder, KeysFolder.make(folder.resolve("keys"), inFolder(), new SecureRandom()));
  }

  /// Over a folder that an earlier one left.
  public static TestCore again(Path folder) {
    return new TestCore(
        folder, KeysFolder.open(folder.resolve("keys"), inFolder(), new SecureRandom()));
  }

  private static KeyProvider.Choice inFolder() {
    return KeysFolder.keyInFolder(new SecureRandom());
  }

  private TestCore(Path folder, KeysFolder keysFolder) {
    this.keysFolder = keysFolder;
    this.serverKeys = keysFolder.keys();
    this.database = folder.resolve("sealpost.db");
    this.storage = new FaultyStorage(SqliteStorage.open(SqliteConfig.forTests(database)));
    this.hashes = serverKeys.secrets().lookupHashes();
    this.keyring = new StoredKeyring(storage.dataKeys(), serverKeys.storeKeys(), random, 100);
    this.accounts = new StoredAccounts(storage.accounts(), keyring, hashes, 100);
    this.sessions =
        new VerificationSessions(
            storage.registrations(),
            keyring,
            hashes,
            new VerificationSessions.Rules(Duration.ofHours(1), 3, 5, 10),
            clock,
            random,
            audit);
    this.invites =
        new Invites(
            storage.registrations(), accounts, hashes, Duration.ofDays(3), clock, random, audit);
    PreKeyCheck check = new PreKeyCheck(new PreKeySignatures(calls));
    NewDevices newDevices = new NewDevices(clock, random);
    RegistrationLocks locks =
        new RegistrationLocks(
            Duration.ofDays(7), connected::contains, limits, storage.audit(), audit, clock);
    this.former =
        new FormerAccounts(
            storage.formerAccounts(), keyring, hashes, Duration.ofDays(30), clock, audit);
    this.register =
        new RegisterAccount(
            accounts,
            sessions,
            keyring,
            hashes,
            check,
            newDevices,
            retiring,
            locks,
            former,
            random,
            audit);
    this.authentication = new Authentication(accounts, clock, random);
    this.anonymousAccess = new AnonymousAccess(accounts);
    this.changeAttributes = new ChangeAttributes(accounts, clock, random, audit);
    this.changeLock = new ChangeRegistrationLock(accounts, random, audit);
    this.deleteAccount = new DeleteAccount(accounts, sessions, former, retiring, audit);
    this.reserveUsername = new ReserveUsername(storage.reservations(), hashes, clock);
    this.confirmUsername =
        new ConfirmUsername(
            accounts, storage.reservations(), new UsernameProofs(calls), hashes, clock, random);
    this.changeUsername = new ChangeUsername(accounts, random);
    this.findUsername = new FindUsername(accounts);
    this.numberClaims =
        new NumberClaims(accounts, sessions, locks, deleteAccount, former, hashes, random);
    this.rekeyedDevices = new RekeyedDevices(storage.preKeys(), keyring);
    this.preKeyCheck = check;
    this.rotate =
        new RotateStoreKeys(keysFolder, storage.dataKeys(), storage.audit(), audit, clock, true);
    LinkCodes codes =
        new LinkCodes(serverKeys.secrets().linkCodes(), Duration.ofMinutes(10), clock, random);
    this.createLinkCode = new CreateLinkCode(codes, 6);
    this.linkDevice =
        new LinkDevice(accounts, codes, keyring, check, newDevices, linkWaits, 6, clock, audit);
    this.unlinkDevice = new UnlinkDevice(accounts, retiring, audit);
    this.changeCapabilities = new ChangeCapabilities(accounts);
    this.listDevices = new ListDevices(accounts, new DeviceCreationSeal(calls));
    this.renameDevice = new RenameDevice(accounts);
    this.awaitLinkedDevice = new AwaitLinkedDevice(accounts, linkWaits);
    this.publishPreKeys = new PublishPreKeys(storage.preKeys(), accounts, keyring, check, random);
    this.fetchPreKeys =
        new FetchPreKeys(
            storage.preKeys(),
            accounts,
            anonymousAccess,
            keyring,
            new RateLimits(Map.of(), RateLimits.MAX_BUCKETS, clock, random));
    this.countPreKeys = new CountPreKeys(storage.preKeys());
    this.checkPreKeys = new CheckPreKeys(storage.preKeys(), keyring);
    MacKey grants = serverKeys.secrets().mediaGrants();
    this.mediaRows =
        new MediaRows(
            storage.media(),
            accounts,
            keyring,
            hashes,
            new MediaRules(
                100L << 20,
                Duration.ofDays(45),
                new MediaQuota(1L << 30, 1_000),
                Duration.ofMinutes(15),
                1_024),
            new MediaTotals(),
            clock);
    this.blobs = DiskBlobs.open(folder.resolve("blobs"), 0);
    this.readMedia = new ReadMedia(mediaRows, blobs, Optional.empty());
    this.grantMedia =
        new GrantMedia(
            mediaRows,
            readMedia,
            new SignedUrls(() -> URI.create("https://chat.example"), grants, clock),
            Optional.empty(),
            grants,
            limits,
            random);
    this.endMedia = new EndMedia(mediaRows, Runnable::run);
    this.wholeUploads = new WholeUploads(mediaRows, blobs, grants);
    this.mediaSweeper =
        new MediaSweeper(mediaRows, blobs, new ProfileAvatars(storage.profiles(), keyring, hashes));
    this.writeProfile =
        new WriteProfile(
            storage.profiles(),
            accounts,
            keyring,
            hashes,
            new ProfileCommitments(calls),
            grantMedia,
            endMedia);
    this.readProfile =
        new ReadProfile(
            storage.profiles(),
            accounts,
            anonymousAccess,
            keyring,
            hashes,
            serverKeys.secrets().profileCredentials(calls),
            clock);
    this.checkIdentityKeys = new CheckIdentityKeys(accounts);
    this.issueSenderCertificate =
        new IssueSenderCertificate(serverKeys.secrets().senderCertificates(calls), clock);
  }

  private EndMedia endMedia() {
    return endMedia;
  }

  @Override
  public void close() {
    blobs.close();
    storage.close();
    calls.close();
  }
}
