package org.sealpost.server.boot;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.accounts.AnonymousAccess;
import org.sealpost.core.accounts.NewDevices;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.NativeCalls;
import org.sealpost.crypto.PreKeySignatures;
import org.sealpost.crypto.Sealer;
import org.sealpost.crypto.ServerKeys;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.server.http.Limited;
import org.sealpost.storage.Storage;

/// What every feature stands on: one store, one set of keys, the accounts, the limits.
final class Ground {
  /// Accounts, and data keys, that are kept opened in memory.
  private static final int CACHED_ACCOUNTS = 10_000;

  final SealpostConfig config;
  final Storage storage;
  final ServerKeys keys;
  final NativeCalls natives;
  final Executor tasks;
  final Clock clock;
  final SecureRandom random;

  final LookupHashes hashes;
  final AuditTrail audit;
  final StoredKeyring keyring;
  final StoredAccounts accounts;
  final AnonymousAccess anonymousAccess;
  final NewDevices newDevices;
  final PreKeyCheck preKeyCheck;
  final RateLimits limits;
  final Limited limited;

  /// @param sealing makes data keys seal
  /// @param tasks runs what blocks on the store, on virtual threads
  Ground(
      SealpostConfig config,
      Storage storage,
      ServerKeys keys,
      NativeCalls natives,
      Function<SecretBytes, Sealer> sealing,
      Executor tasks,
      Clock clock,
      SecureRandom random) {
    this.config = config;
    this.storage = storage;
    this.keys = keys;
    this.natives = natives;
    this.tasks = tasks;
    this.clock = clock;
    this.random = random;
    hashes = keys.secrets().lookupHashes();
    audit = new AuditTrail(clock, random);
    keyring = new StoredKeyring(storage.dataKeys(), keys.storeKeys(), sealing, CACHED_ACCOUNTS);
    accounts = new StoredAccounts(storage.accounts(), keyring, hashes, CACHED_ACCOUNTS);
    anonymousAccess = new AnonymousAccess(accounts);
    newDevices = new NewDevices(clock, random);
    preKeyCheck = new PreKeyCheck(new PreKeySignatures(natives));
    limits = LimitsModule.limits(config.limits(), clock, random);
    limited = new Limited(limits);
  }
}
