package org.sealpost.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Device;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// All that the store keeps of a number's account, to be compared before and after a refusal.
public record AccountState(
    Optional<Account> account,
    List<PreKeyCount> oneTimeKeys,
    List<Optional<RepeatedUseKeys>> repeatedUseKeys,
    List<EnvelopeId> queued,
    List<InboxId> abandoned) {

  public static AccountState of(TestCore core, PhoneNumber number) {
    Optional<Account> account = core.accounts.findByNumber(number);
    List<PreKeyCount> counts = new ArrayList<>();
    List<Optional<RepeatedUseKeys>> keys = new ArrayList<>();
    List<EnvelopeId> queued = new ArrayList<>();
    for (Device device : account.map(Account::devices).orElse(List.of())) {
      for (IdentityType identity : IdentityType.values()) {
        PreKeyOwner owner = device.preKeys(identity);
        counts.add(core.storage.preKeys().count(owner));
        keys.add(core.storage.preKeys().repeatedUse(owner));
      }
      core.storage.inboxes().read(device.inbox(), Position.START, 100, 1 << 20).envelopes().stream()
          .map(QueuedEnvelope::id)
          .forEach(queued::add);
    }
    return new AccountState(account, counts, keys, queued, core.storage.inboxes().abandoned(100));
  }
}
