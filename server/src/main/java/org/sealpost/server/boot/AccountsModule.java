package org.sealpost.server.boot;

import java.util.List;
import org.sealpost.config.RegistrationConfig;
import org.sealpost.core.accounts.Authentication;
import org.sealpost.core.accounts.ChangeAttributes;
import org.sealpost.core.accounts.ChangeRegistrationLock;
import org.sealpost.core.accounts.DeleteAccount;
import org.sealpost.core.accounts.FormerAccounts;
import org.sealpost.core.accounts.Invites;
import org.sealpost.core.accounts.NumberClaims;
import org.sealpost.core.accounts.RegisterAccount;
import org.sealpost.core.accounts.RegistrationLocks;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.core.accounts.VerificationSessions;
import org.sealpost.core.numbers.ChangeDiscoverability;
import org.sealpost.core.numbers.ChangeNumber;
import org.sealpost.core.numbers.RekeyedDevices;
import org.sealpost.core.usernames.ChangeUsername;
import org.sealpost.core.usernames.ConfirmUsername;
import org.sealpost.core.usernames.FindUsername;
import org.sealpost.core.usernames.ReserveUsername;
import org.sealpost.crypto.UsernameProofs;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.accounts.AccountResource;
import org.sealpost.server.http.accounts.NumberResource;
import org.sealpost.server.http.accounts.RegistrationResource;
import org.sealpost.server.http.accounts.UsernameResource;
import org.sealpost.server.http.accounts.VerificationResource;

/// Who is let in, under which number and name, and how accounts end.
final class AccountsModule {
  final Authentication authentication;
  final Invites invites;
  final DeleteAccount delete;
  final FormerAccounts former;
  private final List<Route> routes;

  AccountsModule(Ground ground, DeliveryModule delivery, RetiredDevices retired) {
    authentication = new Authentication(ground.accounts, ground.clock, ground.random);
    RegistrationConfig config = ground.config.registration();
    invites =
        new Invites(
            ground.storage.registrations(),
            ground.accounts,
            ground.hashes,
            config.inviteLifetime(),
            ground.clock,
            ground.random,
            ground.audit);
    VerificationSessions sessions =
        new VerificationSessions(
            ground.storage.registrations(),
            ground.keyring,
            ground.hashes,
            sessionRules(config),
            ground.clock,
            ground.random,
            ground.audit);
    RegistrationLocks locks =
        new RegistrationLocks(
            config.lockActiveFor(),
            delivery.devices,
            ground.limits,
            ground.storage.audit(),
            ground.audit,
            ground.clock);
    former =
        new FormerAccounts(
            ground.storage.formerAccounts(),
            ground.keyring,
            ground.hashes,
            config.keepDeletedFor(),
            ground.clock,
            ground.audit);
    delete = new DeleteAccount(ground.accounts, sessions, former, retired, ground.audit);
    routes =
        Route.table(
            new VerificationResource(sessions, ground.limited).routes(),
            registration(ground, retired, sessions, locks).routes(),
            new AccountResource(
                    new ChangeAttributes(
                        ground.accounts, ground.clock, ground.random, ground.audit),
                    new ChangeRegistrationLock(ground.accounts, ground.random, ground.audit),
                    delete)
                .routes(),
            usernames(ground).routes(),
            numbers(ground, delivery, sessions, locks).routes());
  }

  List<Route> routes() {
    return routes;
  }

  private RegistrationResource registration(
      Ground ground,
      RetiredDevices retired,
      VerificationSessions sessions,
      RegistrationLocks locks) {
    return new RegistrationResource(
        new RegisterAccount(
            ground.accounts,
            sessions,
            ground.keyring,
            ground.hashes,
            ground.preKeyCheck,
            ground.newDevices,
            retired,
            locks,
            former,
            ground.random,
            ground.audit),
        ground.limited);
  }

  private NumberResource numbers(
      Ground ground,
      DeliveryModule delivery,
      VerificationSessions sessions,
      RegistrationLocks locks) {
    NumberClaims claims =
        new NumberClaims(
            ground.accounts, sessions, locks, delete, former, ground.hashes, ground.random);
    return new NumberResource(
        new ChangeNumber(
            ground.accounts,
            claims,
            delivery.send,
            ground.preKeyCheck,
            new RekeyedDevices(ground.storage.preKeys(), ground.keyring),
            ground.hashes,
            ground.audit),
        new ChangeDiscoverability(ground.accounts),
        ground.limited);
  }

  private static UsernameResource usernames(Ground ground) {
    return new UsernameResource(
        new ReserveUsername(ground.storage.reservations(), ground.hashes, ground.clock),
        new ConfirmUsername(
            ground.accounts,
            ground.storage.reservations(),
            new UsernameProofs(ground.natives),
            ground.hashes,
            ground.clock,
            ground.random),
        new ChangeUsername(ground.accounts, ground.random),
        new FindUsername(ground.accounts),
        ground.limited);
  }

  static VerificationSessions.Rules sessionRules(RegistrationConfig config) {
    return new VerificationSessions.Rules(
        config.sessionLifetime(),
        config.maxSessionsPerAddress(),
        config.maxSessions(),
        config.maxWrongCodes());
  }
}
