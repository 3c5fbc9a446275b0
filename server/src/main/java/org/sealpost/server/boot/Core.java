package org.sealpost.server.boot;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.audit.log.Sequencer;
import org.sealpost.config.LimitsConfig;
import org.sealpost.config.RegistrationConfig;
import org.sealpost.config.SealpostConfig;
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
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.VerificationSessions;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.core.certificates.IssueSenderCertificate;
import org.sealpost.core.delivery.AuthorizeMultiRecipientSend;
import org.sealpost.core.delivery.AuthorizeSend;
import org.sealpost.core.delivery.ConnectedDevices;
import org.sealpost.core.delivery.DeliveryLimits;
import org.sealpost.core.delivery.DeviceInboxes;
import org.sealpost.core.delivery.EnvelopeIds;
import org.sealpost.core.delivery.InboxSweeper;
import org.sealpost.core.delivery.RecentEnvelopes;
import org.sealpost.core.delivery.SendLimits;
import org.sealpost.core.delivery.SendMessage;
import org.sealpost.core.delivery.SendToMany;
import org.sealpost.core.delivery.SteadyClock;
import org.sealpost.core.devices.AwaitLinkedDevice;
import org.sealpost.core.devices.ChangeCapabilities;
import org.sealpost.core.devices.CreateLinkCode;
import org.sealpost.core.devices.LinkCodes;
import org.sealpost.core.devices.LinkDevice;
import org.sealpost.core.devices.LinkWaits;
import org.sealpost.core.devices.ListDevices;
import org.sealpost.core.devices.ProvisioningRelay;
import org.sealpost.core.devices.RenameDevice;
import org.sealpost.core.devices.UnlinkDevice;
import org.sealpost.core.keys.CheckPreKeys;
import org.sealpost.core.keys.CountPreKeys;
import org.sealpost.core.keys.FetchPreKeys;
import org.sealpost.core.keys.PublishPreKeys;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.core.numbers.ChangeDiscoverability;
import org.sealpost.core.numbers.ChangeNumber;
import org.sealpost.core.numbers.RekeyedDevices;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.core.profiles.CheckIdentityKeys;
import org.sealpost.core.profiles.ReadProfile;
import org.sealpost.core.profiles.WriteProfile;
import org.sealpost.core.usernames.ChangeUsername;
import org.sealpost.core.usernames.ConfirmUsername;
import org.sealpost.core.usernames.FindUsername;
import org.sealpost.core.usernames.ReserveUsername;
import org.sealpost.crypto.DeviceCreationSeal;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.NativeCalls;
import org.sealpost.crypto.PreKeySignatures;
import org.sealpost.crypto.ProfileCommitments;
import org.sealpost.crypto.Sealer;
import org.sealpost.crypto.ServerKeys;
import org.sealpost.crypto.UsernameProofs;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.Storage;

/// The domain, put together over one store and one set of keys.
final class Core {
  /// Accounts, and data keys, that are kept opened in memory.
  private static final int CACHED_ACCOUNTS = 10_000;

  /// Requests that wait for a linked device, each with a virtual thread of its own.
  private static final int LINK_WAITS_OF_ACCOUNT = 4;

  private static final int LINK_WAITS = 250;

  final StoredAccounts accounts;
  final StoredKeyring keyring;
  final Authentication authentication;
  final Invites invites;
  final VerificationSessions sessions;
  final RegisterAccount register;
  final ChangeAttributes changeAttributes;
  final ChangeRegistrationLock changeLock;
  final DeleteAccount deleteAccount;
  final ChangeNumber changeNumber;
  final ChangeDiscoverability changeDiscoverability;
  final ReserveUsername reserveUsername;
  final ConfirmUsername confirmUsername;
  final ChangeUsername changeUsername;
  final FindUsername findUsername;
  final ConnectedDevices devices;
  final AuthorizeSend authorize;
  final SendMessage send;
  final AuthorizeMultiRecipientSend authorizeToMany;
  final SendToMany sendToMany;
  final SendLimits sendLimits;
  final InboxSweeper sweeper;
  final RateLimits limits;
  final CreateLinkCode createLinkCode;
  final LinkDevice linkDevice;
  final UnlinkDevice unlinkDevice;
  final ListDevices listDevices;
  final ChangeCapabilities changeCapabilities;
  final RenameDevice renameDevice;
  final LinkWaits linkWaits;
  final AwaitLinkedDevice awaitLinkedDevice;
  final ProvisioningRelay provisioning;
  final PublishPreKeys publishPreKeys;
  final CountPreKeys countPreKeys;
  final CheckPreKeys checkPreKeys;
  final FetchPreKeys fetchPreKeys;
  final WriteProfile writeProfile;
  final ReadProfile readProfile;
  final CheckIdentityKeys checkIdentityKeys;
  final IssueSenderCertificate issueCertificate;
  final AuditTrail audit;
  final Sequencer sequencer;

  /// @param sealing makes data keys seal
  /// @param tasks runs what blocks on the store, on virtual threads
  Core(
      SealpostConfig config,
      Storage storage,
      ServerKeys keys,
      NativeCalls natives,
      Function<SecretBytes, Sealer> sealing,
      Executor tasks,
      Clock clock,
      SecureRandom random) {
    LookupHashes hashes = keys.secrets().lookupHashes();
    audit = new AuditTrail(clock, random);
    sequencer = new Sequencer(storage.audit());
    DeliveryLimits delivery = deliveryLimits(config);
    keyring = new StoredKeyring(storage.dataKeys(), keys.storeKeys(), sealing, CACHED_ACCOUNTS);
    accounts = new StoredAccounts(storage.accounts(), keyring, hashes, CACHED_ACCOUNTS);
    authentication = new Authentication(accounts, clock, random);
    limits = new RateLimits(buckets(config.limits()), RateLimits.MAX_BUCKETS, clock, random);

    RecentEnvelopes recent =
        new RecentEnvelopes(delivery.rememberedEnvelopes(), delivery.rememberedFor(), clock);
    devices =
        new ConnectedDevices(
            new DeviceInboxes(accounts, storage.inboxes(), keyring, recent),
            delivery,
            tasks,
            new SteadyClock());
    AnonymousAccess anonymousAccess = new AnonymousAccess(accounts);
    authorize = new AuthorizeSend(accounts, anonymousAccess::check);
    send =
        new SendMessage(
            accounts,
            storage.inboxes(),
            keyring,
            new EnvelopeIds(keys.secrets().envelopeIds()),
            recent,
            devices,
            delivery,
            clock);
    authorizeToMany = new AuthorizeMultiRecipientSend(accounts, anonymousAccess);
    sendToMany =
        new SendToMany(
            accounts,
            storage.inboxes(),
            keyring,
            new EnvelopeIds(keys.secrets().envelopeIds()),
            recent,
            devices,
            delivery,
            tasks,
            clock);
    sendLimits = new SendLimits(limits);
    sweeper = new InboxSweeper(storage.inboxes());

    invites =
        new Invites(
            storage.registrations(),
            accounts,
            hashes,
            config.registration().inviteLifetime(),
            clock,
            random,
            audit);
    sessions =
        new VerificationSessions(
            storage.registrations(),
            keyring,
            hashes,
            sessionRules(config.registration()),
            clock,
            random,
            audit);
    PreKeyCheck preKeyCheck = new PreKeyCheck(new PreKeySignatures(natives));
    NewDevices newDevices = new NewDevices(clock, random);
    RegistrationLocks locks =
        new RegistrationLocks(
            config.registration().lockActiveFor(), devices, limits, storage.audit(), audit, clock);
    FormerAccounts former =
        new FormerAccounts(
            storage.formerAccounts(),
            keyring,
            hashes,
            config.registration().keepDeletedFor(),
            clock);
    register =
        new RegisterAccount(
            accounts,
            sessions,
            keyring,
            hashes,
            preKeyCheck,
            newDevices,
            devices,
            locks,
            former,
            random,
            audit);
    changeAttributes = new ChangeAttributes(accounts, clock, random, audit);
    changeLock = new ChangeRegistrationLock(accounts, random, audit);
    deleteAccount = new DeleteAccount(accounts, sessions, former, devices, audit);
    changeNumber =
        new ChangeNumber(
            accounts,
            new NumberClaims(accounts, sessions, locks, deleteAccount, hashes, random),
            send,
            preKeyCheck,
            new RekeyedDevices(storage.preKeys(), keyring),
            hashes,
            audit);
    changeDiscoverability = new ChangeDiscoverability(accounts);
    reserveUsername = new ReserveUsername(storage.reservations(), hashes, clock);
    confirmUsername =
        new ConfirmUsername(
            accounts, storage.reservations(), new UsernameProofs(natives), hashes, clock, random);
    changeUsername = new ChangeUsername(accounts, random);
    findUsername = new FindUsername(accounts);

    LinkCodes linkCodes =
        new LinkCodes(
            keys.secrets().linkCodes(), config.devices().linkCodeLifetime(), clock, random);
    createLinkCode = new CreateLinkCode(linkCodes, config.devices().max());
    linkWaits = new LinkWaits(LINK_WAITS_OF_ACCOUNT, LINK_WAITS);
    linkDevice =
        new LinkDevice(
            accounts,
            linkCodes,
            keyring,
            preKeyCheck,
            newDevices,
            linkWaits,
            config.devices().max(),
            clock,
            audit);
    unlinkDevice = new UnlinkDevice(accounts, devices, audit);
    changeCapabilities = new ChangeCapabilities(accounts);
    listDevices = new ListDevices(accounts, new DeviceCreationSeal(natives));
    renameDevice = new RenameDevice(accounts);
    awaitLinkedDevice = new AwaitLinkedDevice(accounts, linkWaits);
    provisioning = new ProvisioningRelay(config.sockets().maxProvisioning(), random);

    publishPreKeys = new PublishPreKeys(storage.preKeys(), accounts, keyring, preKeyCheck, random);
    countPreKeys = new CountPreKeys(storage.preKeys());
    checkPreKeys = new CheckPreKeys(storage.preKeys(), keyring);
    fetchPreKeys = new FetchPreKeys(storage.preKeys(), accounts, anonymousAccess, keyring, limits);
    writeProfile =
        new WriteProfile(
            storage.profiles(), accounts, keyring, hashes, new ProfileCommitments(natives));
    readProfile =
        new ReadProfile(
            storage.profiles(),
            accounts,
            anonymousAccess,
            keyring,
            hashes,
            keys.secrets().profileCredentials(natives),
            clock);
    checkIdentityKeys = new CheckIdentityKeys(accounts);
    issueCertificate =
        new IssueSenderCertificate(keys.secrets().senderCertificates(natives), clock);
  }

  static VerificationSessions.Rules sessionRules(RegistrationConfig config) {
    return new VerificationSessions.Rules(
        config.sessionLifetime(),
        config.maxSessionsPerAddress(),
        config.maxSessions(),
        config.maxWrongCodes());
  }

  private static DeliveryLimits deliveryLimits(SealpostConfig config) {
    DeliveryLimits standard = DeliveryLimits.DEFAULT;
    return new DeliveryLimits(
        standard.maxContentBytes(),
        config.delivery().timeToLive(),
        config.delivery().windowEnvelopes(),
        config.delivery().windowBytes(),
        standard.uncommittedAnswers(),
        config.delivery().answerTimeout(),
        standard.safetyRead(),
        standard.retryFirst(),
        standard.retryMost(),
        standard.rememberedEnvelopes(),
        standard.rememberedFor(),
        standard.maxConnections(),
        standard.inboxFullRetryAfter());
  }

  /// Every rate limit with its default, as the configuration wants to know them.
  static Map<String, LimitsConfig.Bucket> standardLimits() {
    Map<String, LimitsConfig.Bucket> standards = new TreeMap<>();
    for (RateLimit limit : RateLimit.values()) {
      standards.put(
          limit.key(), new LimitsConfig.Bucket(limit.standard().burst(), limit.standard().every()));
    }
    return standards;
  }

  private static Map<RateLimit, RateLimit.Bucket> buckets(LimitsConfig config) {
    Map<RateLimit, RateLimit.Bucket> changed = new EnumMap<>(RateLimit.class);
    for (RateLimit limit : RateLimit.values()) {
      LimitsConfig.Bucket bucket = config.changed().get(limit.key());
      if (bucket != null) {
        changed.put(limit, new RateLimit.Bucket(bucket.burst(), bucket.every()));
      }
    }
    return changed;
  }
}
