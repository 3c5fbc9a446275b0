package org.sealpost.audit.events;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One thing that happened and must be provable. The catalogue is in `docs/audit-events.md`.
public sealed interface AuditEvent {
  /// Its name in the log: family, dot, what happened. Never reused for anything else.
  String type();

  /// What it says beside type and time: texts, whole numbers and truth values.
  Map<String, Object> details();

  /// An invite was made.
  ///
  /// @param replaces whether its number has an account, which whoever uses the invite takes over
  record InviteMade(KeyedName invite, Instant expires, boolean replaces, Actor by)
      implements AuditEvent {
    @Override
    public String type() {
      return "invite.made";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of(
          "by", by.text(),
          "expires", expires.toString(),
          "invite", invite.text(),
          "replaces", replaces);
    }
  }

  /// The right code was given: the session may register the invite's number.
  record InviteUsed(KeyedName invite, KeyedName session) implements AuditEvent {
    @Override
    public String type() {
      return "invite.used";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("invite", invite.text(), "session", session.text());
    }
  }

  /// Too many wrong codes ended the invite; the last one came through this session.
  record InviteBurned(KeyedName invite, KeyedName session) implements AuditEvent {
    @Override
    public String type() {
      return "invite.burned";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("invite", invite.text(), "session", session.text());
    }
  }

  /// A number was registered that had no account.
  record AccountRegistered(Pseudonym person, KeyedName session) implements AuditEvent {
    @Override
    public String type() {
      return "account.registered";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("person", person.text(), "session", session.text());
    }
  }

  /// A number was registered again: whoever did it has the account now.
  ///
  /// @param devicesEnded how many devices the account had until then
  record AccountReregistered(Pseudonym person, KeyedName session, int devicesEnded)
      implements AuditEvent {
    @Override
    public String type() {
      return "account.reregistered";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of(
          "devices_ended", devicesEnded, "person", person.text(), "session", session.text());
    }
  }

  /// A number was registered again by its account's recovery password.
  ///
  /// @param devicesEnded how many devices the account had until then
  record AccountRecovered(Pseudonym person, int devicesEnded) implements AuditEvent {
    @Override
    public String type() {
      return "account.recovered";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("devices_ended", devicesEnded, "person", person.text());
    }
  }

  /// The account has another number. Whose number it was before is said by the other account's end.
  ///
  /// @param session by which the number was shown; empty for a recovery password
  record NumberChanged(Pseudonym person, Optional<KeyedName> session) implements AuditEvent {
    @Override
    public String type() {
      return "account.number_changed";
    }

    @Override
    public Map<String, Object> details() {
      Map<String, Object> details = new HashMap<>();
      details.put("person", person.text());
      session.ifPresent(name -> details.put("session", name.text()));
      return details;
    }
  }

  /// A registration lock was set, or another one in its place.
  record RegistrationLockSet(Pseudonym person, int byDevice) implements AuditEvent {
    @Override
    public String type() {
      return "account.registration_lock_set";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("by_device", byDevice, "person", person.text());
    }
  }

  record RegistrationLockCleared(Pseudonym person, int byDevice) implements AuditEvent {
    @Override
    public String type() {
      return "account.registration_lock_cleared";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("by_device", byDevice, "person", person.text());
    }
  }

  /// The registration lock held up somebody who had a verified session, or the recovery password.
  ///
  /// @param given whether a lock was given, a wrong one; asking without is how clients learn of it
  /// @param session of the request; empty when it came with a recovery password
  record RegistrationLockRefused(Pseudonym person, boolean given, Optional<KeyedName> session)
      implements AuditEvent {
    @Override
    public String type() {
      return "account.registration_lock_refused";
    }

    @Override
    public Map<String, Object> details() {
      Map<String, Object> details = new HashMap<>();
      details.put("given", given);
      details.put("person", person.text());
      session.ifPresent(name -> details.put("session", name.text()));
      return details;
    }
  }

  /// The account's identity key is another one than before.
  record IdentityKeyChanged(Pseudonym person) implements AuditEvent {
    @Override
    public String type() {
      return "account.identity_key_changed";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("person", person.text());
    }
  }

  /// The account's PNI has another identity key, under the same number. With another number it is
  /// another anyway.
  record PniIdentityKeyChanged(Pseudonym person) implements AuditEvent {
    @Override
    public String type() {
      return "account.pni_identity_key_changed";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("person", person.text());
    }
  }

  record AccountDeleted(Pseudonym person, Actor by) implements AuditEvent {
    @Override
    public String type() {
      return "account.deleted";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("by", by.text(), "person", person.text());
    }
  }

  /// What was kept of a deleted account for the next one of its number was erased before its time.
  /// Nothing leads from the number to the person who had it, so it is not said whose it was.
  record FormerAccountForgotten(Actor by) implements AuditEvent {
    @Override
    public String type() {
      return "account.forgotten";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("by", by.text());
    }
  }

  record DeviceLinked(Pseudonym person, int device) implements AuditEvent {
    @Override
    public String type() {
      return "device.linked";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("device", device, "person", person.text());
    }
  }

  /// A device's link was ended by one of the account's devices, itself perhaps.
  record DeviceUnlinked(Pseudonym person, int device, int byDevice) implements AuditEvent {
    @Override
    public String type() {
      return "device.unlinked";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("by_device", byDevice, "device", device, "person", person.text());
    }
  }

  /// Store keys of generations before this one are destroyed: what they wrapped opens no more.
  record StoreKeysRetired(int before) implements AuditEvent {
    @Override
    public String type() {
      return "keys.retired";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("before", before);
    }
  }

  /// Another key signs sender certificates from now on.
  record CertificateSignerRotated(int certificate, int former) implements AuditEvent {
    @Override
    public String type() {
      return "keys.signer_rotated";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("certificate", certificate, "former", former);
    }
  }

  /// A new generation of the store key is in use.
  record StoreKeyMade(int generation) implements AuditEvent {
    @Override
    public String type() {
      return "keys.made";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of("generation", generation);
    }
  }

  /// The data were put back from a backup; one-time prekeys are void and every connection is over.
  record DataRestored() implements AuditEvent {
    @Override
    public String type() {
      return "store.restored";
    }

    @Override
    public Map<String, Object> details() {
      return Map.of();
    }
  }
}
