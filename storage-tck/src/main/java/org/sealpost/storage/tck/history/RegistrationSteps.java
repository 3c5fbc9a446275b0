package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.SessionRecord;

/// Invites and sessions, of few numbers and addresses, so that they meet.
final class RegistrationSteps {
  private static final int MAX_PER_ADDRESS = 3;
  private static final int MAX_IN_ALL = 7;
  private static final int MAX_WRONG_CODES = 3;

  private final World world;
  private final Draws draws;
  private final List<Bytes> numbers;
  private final List<Bytes> codes;
  private final List<Bytes> addresses;
  private final List<SessionRecord> sessions = new ArrayList<>();

  RegistrationSteps(World world) {
    this.world = world;
    this.draws = world.draws();
    this.numbers = draws.hashes(4);
    this.codes = draws.hashes(2);
    this.addresses = draws.hashes(4);
  }

  private Duration lifetime() {
    return Duration.ofSeconds(draws.between(30, 900));
  }

  void putInvite() {
    InviteRecord invite =
        new InviteRecord(draws.oneOf(numbers), draws.oneOf(codes), world.now().plus(lifetime()), 0);
    List<AuditEntry> audit = draws.audit();
    world.ask(storage -> {
      storage.registrations().putInvite(invite, audit);
      return true;
    });
  }

  void openSession() {
    SessionRecord session =
        new SessionRecord(
            draws.hash(),
            draws.oneOf(addresses),
            world.now(),
            world.now().plus(lifetime()),
            1,
            draws.bytes(40));
    sessions.add(session);
    world.ask(storage -> {
      storage.registrations().openSession(session, MAX_PER_ADDRESS, MAX_IN_ALL, world.now());
      return true;
    });
  }

  /// One of the last few, which may have been pushed out, or one that never was.
  private SessionRecord some() {
    List<SessionRecord> recent =
        sessions.subList(Math.max(0, sessions.size() - 2 * MAX_IN_ALL), sessions.size());
    SessionRecord opened = recent.isEmpty() ? unknown() : draws.oneOf(recent);
    return world.model().registrations().session(opened.idHash(), world.now()).orElse(opened);
  }

  private SessionRecord unknown() {
    return new SessionRecord(
        draws.hash(), draws.oneOf(addresses), world.now(), world.now(), 1, draws.bytes(40));
  }

  private SessionRecord next() {
    SessionRecord session = some();
    return new SessionRecord(
        session.idHash(),
        session.addressHash(),
        session.createdAt(),
        world.now().plus(lifetime()),
        session.version() + (draws.chance(0.8) ? 1 : 2),
        draws.bytes(40));
  }

  void updateSession() {
    SessionRecord next = next();
    world.agree(storage -> storage.registrations().updateSession(next, world.now()));
  }

  void redeem() {
    Bytes number = draws.oneOf(numbers);
    Bytes code = draws.oneOf(codes);
    SessionRecord verified = next();
    RedeemAudit audit = new RedeemAudit(draws.audit(), draws.audit());
    world.agree(storage ->
        storage
            .registrations()
            .redeem(number, code, verified, MAX_WRONG_CODES, world.now(), audit));
  }

  void look() {
    Bytes number = draws.oneOf(numbers);
    Bytes session = some().idHash();
    world.agree(storage -> storage.registrations().invite(number, world.now()));
    world.agree(storage -> storage.registrations().session(session, world.now()));
  }

  /// Nobody sees what it removes: it was absent already.
  void sweep() {
    int max = draws.between(1, 5);
    var answers = world.ask(storage -> storage.registrations().sweepExpired(world.now(), max));
    answers.store().ifPresent(removed -> assertThat(removed).isBetween(0, max));
  }
}
