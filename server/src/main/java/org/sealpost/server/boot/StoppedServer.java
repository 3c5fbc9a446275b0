package org.sealpost.server.boot;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.sealpost.audit.events.Actor;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.config.KeysConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.accounts.DeleteAccount;
import org.sealpost.core.accounts.FormerAccounts;
import org.sealpost.core.accounts.Invite;
import org.sealpost.core.accounts.Invites;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.VerificationSessions;
import org.sealpost.core.atrest.RotateStoreKeys;
import org.sealpost.core.atrest.Rotation;
import org.sealpost.core.atrest.RotationPiece;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.core.certificates.RotateSigner;
import org.sealpost.core.media.EndMedia;
import org.sealpost.core.media.MediaRows;
import org.sealpost.core.media.MediaTotals;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.ServerKeys;
import org.sealpost.crypto.SignerRotation;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.copy.CopyOutcome;
import org.sealpost.storage.copy.CopyProgress;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.copy.SectionSum;
import org.sealpost.storage.copy.StorageCopy;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.RestoreMarks;

/// A server's folder while no server runs in it, held by this process for the time of a command.
final class StoppedServer implements Operations, AutoCloseable {
  private static final int CACHED = 16;

  private final SealpostConfig config;
  private final DataDirectory data;
  private final FileLock lock;
  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final AuditTrail audit = new AuditTrail(clock, random);
  private @Nullable Parts parts;

  private StoppedServer(SealpostConfig config, DataDirectory data, FileLock lock) {
    this.config = config;
    this.data = data;
    this.lock = lock;
  }

  /// Empty when another process has the folder.
  static Optional<StoppedServer> take(SealpostConfig config, DataDirectory data) {
    return data.lock().map(lock -> new StoppedServer(config, data, lock));
  }

  @Override
  public Invite invite(PhoneNumber number) {
    return onStore(parts ->
        new Invites(
                parts.storage().registrations(),
                parts.accounts(),
                parts.hashes(),
                config.registration().inviteLifetime(),
                clock,
                random,
                audit)
            .make(number));
  }

  /// Nobody is connected: there is nothing to close.
  @Override
  public boolean deleteAccount(PhoneNumber number) {
    return onStore(parts ->
        new DeleteAccount(
                parts.accounts(),
                new VerificationSessions(
                    parts.storage().registrations(),
                    parts.keyring(),
                    parts.hashes(),
                    AccountsModule.sessionRules(config.registration()),
                    clock,
                    random,
                    audit),
                former(parts),
                ending(parts),
                audit)
            .delete(number, Actor.ADMINISTRATOR));
  }

  /// Its files are removed when a server runs again.
  private RetiredDevices ending(Parts parts) {
    EndMedia end =
        new EndMedia(
            new MediaRows(
                parts.storage().media(),
                parts.accounts(),
                parts.keyring(),
                parts.hashes(),
                MediaModule.rules(config.media()),
                new MediaTotals(),
                clock),
            Runnable::run);
    return new RetiredDevices() {
      @Override
      public void retired(Collection<InboxId> inboxes) {}

      @Override
      public void accountOver(Aci account) {
        end.ended(account);
      }
    };
  }

  @Override
  public boolean forgetAccount(PhoneNumber number) {
    return onStore(parts -> former(parts).forget(number));
  }

  private FormerAccounts former(Parts parts) {
    return new FormerAccounts(
        parts.storage().formerAccounts(),
        parts.keyring(),
        parts.hashes(),
        config.registration().keepDeletedFor(),
        clock,
        audit);
  }

  @Override
  public Rotation beginRotation(boolean destroyPrevious) {
    return onStore(parts -> rotate(parts).begin(destroyPrevious));
  }

  @Override
  public RotationPiece continueRotation() {
    return onStore(parts -> rotate(parts).next());
  }

  @Override
  public SignerRotation rotateSigner(SecretBytes trustRootKey) {
    return onStore(parts ->
        new RotateSigner(parts.folder(), parts.storage().audit(), audit, clock)
            .rotate(trustRootKey));
  }

  private RotateStoreKeys rotate(Parts parts) {
    return new RotateStoreKeys(
        parts.folder(),
        parts.storage().dataKeys(),
        parts.storage().audit(),
        audit,
        clock,
        !config.storage().unsafe());
  }

  @Override
  public ClientProfile clientProfile() {
    String url =
        data.noted("url")
            .orElseThrow(() ->
                new CannotStart(
                    "the server has never run, so its address is not known; start it once"));
    ServerKeys keys = KeysModule.open(config.keys(), data, random).keys();
    return Profiles.of(
        url, Profiles.authority(config, data), keys.secrets().clientParameters(), config.source());
  }

  int protectKeys(KeysConfig next) {
    return KeysFolder.protectAnew(
        data.keys(),
        KeysModule.provider(config.keys(), data, random).open(data.keys()),
        KeysModule.provider(next, data, random).make(data.keys()));
  }

  Map<CopySection, SectionSum> copyStorage(SealpostConfig next, CopyProgress progress) {
    if (config.storage().equals(next.storage())) {
      throw new CannotStart("--from and --to name the same database; give --to another");
    }
    try (CopySource from = StorageModule.copySource(config.storage(), data);
        CopyTarget to = StorageModule.copyTarget(next.storage(), data)) {
      return switch (new StorageCopy(from, to, progress).run()) {
        case CopyOutcome.Copied(var sums) -> sums;
        case CopyOutcome.Differs(var section, var source, var target) ->
            throw new CannotStart(
                "the copy differs in %s (%d records, %s; %d, %s): a server wrote to the old database meanwhile, or the new one did not keep what it was given; remove the new one and copy again"
                    .formatted(
                        section.name().toLowerCase(Locale.ROOT),
                        source.records(),
                        source.shortHash(),
                        target.records(),
                        target.shortHash()));
      };
    } catch (StorageUnavailable e) {
      throw new CannotStart(
          "the copy was interrupted ("
              + e.getMessage()
              + "); when that is mended, repeat the command: it goes on where it stopped",
          e);
    } catch (StorageCorrupt e) {
      throw new CannotStart(
          "the copy cannot go on (" + e.getMessage() + "); put that database back from its backup",
          e);
    }
  }

  /// Store and keys, opened.
  private record Parts(
      KeysFolder folder,
      Storage storage,
      LookupHashes hashes,
      StoredKeyring keyring,
      StoredAccounts accounts) {}

  /// Opened at the first need and kept: a rotation comes in many pieces.
  private <T> T onStore(Function<Parts, T> operation) {
    Parts open = parts;
    if (open == null) {
      KeysFolder folder = KeysModule.open(config.keys(), data, random);
      LookupHashes hashes = folder.keys().secrets().lookupHashes();
      Storage storage = StorageModule.open(config.storage(), config.delivery(), data);
      StoredKeyring keyring =
          new StoredKeyring(storage.dataKeys(), folder.keys().storeKeys(), random, CACHED);
      StoredAccounts accounts = new StoredAccounts(storage.accounts(), keyring, hashes, CACHED);
      open = new Parts(folder, storage, hashes, keyring, accounts);
      parts = open;
      KeysModule.check(keyring, data);
    }
    return operation.apply(open);
  }

  /// @param progress told how many pieces were done
  void markRestored(LongConsumer progress) {
    try (Storage storage = StorageModule.open(config.storage(), config.delivery(), data)) {
      if (!(storage instanceof RestoreMarks marks)) {
        throw new CannotStart("this kind of database cannot be marked as restored yet");
      }
      RestoredData restored =
          new RestoredData(marks, storage.audit(), new AuditTrail(Clock.systemUTC(), random));
      restored.mark(progress);
    }
  }

  @Override
  public void close() {
    try {
      if (parts != null) {
        parts.storage().close();
      }
      lock.release();
      lock.channel().close();
    } catch (IOException e) {
      throw new CannotStart("the data folder could not be let go of", e);
    }
  }
}
