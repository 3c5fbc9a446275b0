package org.sealpost.storage.tck.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.inboxes.InboxId;

/// Usernames, of which there are so few that several accounts want the same, and their links.
final class NameSteps {
  private static final int NAMES = 6;

  private final World world;
  private final Draws draws;
  private final List<Bytes> names;

  NameSteps(World world) {
    this.world = world;
    this.draws = world.draws();
    this.names = draws.hashes(NAMES);
  }

  void reserve() {
    Aci account = world.someEnded(0.1).orElse(draws.oneOf(world.accounts()).record()).aci();
    List<Bytes> candidates =
        IntStream.rangeClosed(1, draws.between(1, 3)).mapToObj(_ -> draws.oneOf(names)).toList();
    Instant now = world.now();
    Instant until = now.plus(Duration.ofMillis(draws.between(1, 400)));
    world.agree(storage -> storage.reservations().reserve(account, candidates, now, until));
  }

  void confirm() {
    KnownAccount account = draws.oneOf(world.accounts());
    AccountRecord record = account.record();
    Bytes name =
        world
            .model()
            .reservations()
            .find(record.aci(), world.now())
            .filter(_ -> draws.chance(0.7))
            .orElse(draws.oneOf(names));
    AccountRecord next = named(record, Optional.of(name), link(record), draws.chance(0.1) ? 2 : 1);
    Instant now = world.now();
    List<AuditEntry> audit = draws.audit();
    var answers = world.agree(storage -> storage.accounts().confirmUsername(next, now, audit));
    if (answers.model().filter(UpdateOutcome.UPDATED::equals).isPresent()) {
      account.changed(next, DeviceChanges.NONE);
    }
  }

  /// Another link, none, or no username any more.
  void update() {
    KnownAccount account = draws.oneOf(world.accounts());
    AccountRecord record = account.record();
    boolean keeps = record.usernameHash().isPresent() && draws.chance(0.7);
    AccountRecord next =
        named(
            record,
            keeps ? record.usernameHash() : Optional.empty(),
            keeps ? link(record) : Optional.empty(),
            1);
    List<InboxId> inboxes = List.copyOf(account.devices());
    var answers =
        world.agree(
            storage -> storage.accounts().update(next, inboxes, DeviceChanges.NONE, List.of()));
    if (answers.model().filter(UpdateOutcome.UPDATED::equals).isPresent()) {
      account.changed(next, DeviceChanges.NONE);
    }
  }

  /// The one that it has, another one, somebody else's, or none.
  private Optional<Bytes> link(AccountRecord record) {
    return switch (draws.between(1, 8)) {
      case 1 -> Optional.empty();
      case 2 -> draws.oneOf(world.accounts()).record().usernameLinkHash();
      case 3, 4 -> record.usernameLinkHash();
      default -> Optional.of(draws.hash());
    };
  }

  private AccountRecord named(
      AccountRecord record, Optional<Bytes> name, Optional<Bytes> link, int versions) {
    return new AccountRecord(
        record.aci(),
        record.pni(),
        record.numberHash(),
        name,
        link,
        record.version() + versions,
        record.devicesVersion(),
        draws.bytes(draws.between(0, 200)));
  }

  void find() {
    Bytes name = draws.oneOf(names);
    world.agree(storage -> storage.accounts().findByUsername(name));
    AccountRecord record = draws.oneOf(world.accounts()).record();
    record
        .usernameLinkHash()
        .ifPresent(link -> world.agree(storage -> storage.accounts().findByUsernameLink(link)));
    Aci account = world.someEnded(0.2).orElse(record).aci();
    Instant now = world.now();
    world.agree(storage -> storage.reservations().find(account, now));
  }

  void sweep() {
    Instant now = world.now();
    int max = draws.between(1, 3);
    world.agree(storage -> storage.reservations().sweepLapsed(now, max));
  }
}
