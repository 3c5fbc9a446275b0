package org.sealpost.audit.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sealpost.audit.events.AuditEvent.AccountDeleted;
import org.sealpost.audit.events.AuditEvent.AccountRecovered;
import org.sealpost.audit.events.AuditEvent.AccountRegistered;
import org.sealpost.audit.events.AuditEvent.AccountReregistered;
import org.sealpost.audit.events.AuditEvent.CertificateSignerRotated;
import org.sealpost.audit.events.AuditEvent.DataRestored;
import org.sealpost.audit.events.AuditEvent.DeviceLinked;
import org.sealpost.audit.events.AuditEvent.DeviceUnlinked;
import org.sealpost.audit.events.AuditEvent.FormerAccountForgotten;
import org.sealpost.audit.events.AuditEvent.IdentityKeyChanged;
import org.sealpost.audit.events.AuditEvent.InviteBurned;
import org.sealpost.audit.events.AuditEvent.InviteMade;
import org.sealpost.audit.events.AuditEvent.InviteUsed;
import org.sealpost.audit.events.AuditEvent.NumberChanged;
import org.sealpost.audit.events.AuditEvent.PniIdentityKeyChanged;
import org.sealpost.audit.events.AuditEvent.RegistrationLockCleared;
import org.sealpost.audit.events.AuditEvent.RegistrationLockRefused;
import org.sealpost.audit.events.AuditEvent.RegistrationLockSet;
import org.sealpost.audit.events.AuditEvent.StoreKeyMade;
import org.sealpost.audit.events.AuditEvent.StoreKeysRetired;
import org.sealpost.protocol.Bytes;

/// The catalogue in `docs/audit-events.md` has every event, with its members, and no other.
class AuditCatalogueTest {
  private static final KeyedName NAME = new KeyedName("0123456789abcdef");
  private static final Pseudonym PERSON = new Pseudonym(Bytes.wrap(new byte[Pseudonym.BYTES]));

  private static final List<AuditEvent> EVENTS =
      List.of(
          new InviteMade(NAME, Instant.EPOCH, false, Actor.ADMINISTRATOR),
          new InviteUsed(NAME, NAME),
          new InviteBurned(NAME, NAME),
          new AccountRegistered(PERSON, NAME),
          new AccountReregistered(PERSON, NAME, 1),
          new AccountRecovered(PERSON, 1),
          new NumberChanged(PERSON, Optional.of(NAME)),
          new RegistrationLockSet(PERSON, 1),
          new RegistrationLockCleared(PERSON, 1),
          new RegistrationLockRefused(PERSON, true, Optional.of(NAME)),
          new IdentityKeyChanged(PERSON),
          new PniIdentityKeyChanged(PERSON),
          new AccountDeleted(PERSON, Actor.PERSON),
          new FormerAccountForgotten(Actor.ADMINISTRATOR),
          new DeviceLinked(PERSON, 2),
          new DeviceUnlinked(PERSON, 2, 1),
          new StoreKeyMade(2),
          new CertificateSignerRotated(2, 1),
          new StoreKeysRetired(2),
          new DataRestored());

  @Test
  void thereIsAnExampleOfEach() {
    assertThat(EVENTS.stream().<Object>map(AuditEvent::getClass))
        .containsExactlyInAnyOrder((Object[]) AuditEvent.class.getPermittedSubclasses());
  }

  @Test
  void theCatalogueIsTrue() throws IOException {
    assertThat(catalogue())
        .containsExactlyElementsOf(EVENTS.stream().map(AuditCatalogueTest::row).toList());
  }

  private static String row(AuditEvent event) {
    return new TreeSet<>(event.details().keySet())
        .stream()
            .map(member -> "`" + member + "`")
            .collect(Collectors.joining(", ", "`" + event.type() + "`:", ""));
  }

  /// First and second column of each row whose first is a type.
  private static List<String> catalogue() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "audit-events.md")).stream()
        .map(line -> line.split("\\|", -1))
        .filter(cells -> cells.length > 3 && cells[1].matches(" `[a-z_]+\\.[a-z_]+` "))
        .map(cells -> cells[1].strip() + ":" + cells[2].strip())
        .toList();
  }
}
