package org.sealpost.storage;

import java.util.Map;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;

/// One open backend. Every store in it is safe for any number of threads; every method blocks and
/// is meant for virtual threads. A method that writes has made its write durable when it returns,
/// unless it says otherwise. Faults are [StorageUnavailable] (try again) and [StorageCorrupt] (stop
/// and call).
public interface Storage extends AutoCloseable {
  AccountStore accounts();

  AuditStore audit();

  DataKeyStore dataKeys();

  FormerAccountStore formerAccounts();

  InboxStore inboxes();

  MediaStore media();

  PreKeyStore preKeys();

  ProfileStore profiles();

  RegistrationStore registrations();

  ReservationStore reservations();

  /// The settings that durability hangs on, as read back from the database after opening, for
  /// health and for people.
  Map<String, String> settings();

  /// Finishes what was accepted, then closes. What is called afterwards fails with
  /// [StorageUnavailable].
  @Override
  void close();
}
