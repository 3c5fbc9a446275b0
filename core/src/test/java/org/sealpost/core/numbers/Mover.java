package org.sealpost.core.numbers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.RegistrationProof;
import org.sealpost.core.delivery.DeliveryLimits;
import org.sealpost.core.delivery.EnvelopeIds;
import org.sealpost.core.delivery.RecentEnvelopes;
import org.sealpost.core.delivery.SendMessage;
import org.sealpost.core.delivery.Wakeups;
import org.sealpost.core.numbers.ChangeNumberOutcome.Changed;
import org.sealpost.core.numbers.NumberChange.DeviceKeys;
import org.sealpost.core.numbers.NumberChange.Move;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Placed;

/// Changes of number as the server puts them together, and requests of accounts with one device.
final class Mover {
  private Mover() {}

  static ChangeNumber of(TestCore core) {
    return new ChangeNumber(
        core.accounts,
        core.numberClaims,
        send(core),
        core.preKeyCheck,
        core.rekeyedDevices,
        core.hashes,
        core.audit);
  }

  private static SendMessage send(TestCore core) {
    DeliveryLimits limits = DeliveryLimits.DEFAULT;
    return new SendMessage(
        core.accounts,
        core.storage.inboxes(),
        core.keyring,
        new EnvelopeIds(core.serverKeys.secrets().envelopeIds()),
        new RecentEnvelopes(limits.rememberedEnvelopes(), limits.rememberedFor(), core.clock),
        new Nobody(),
        limits,
        core.clock);
  }

  private static final class Nobody implements Wakeups {
    @Override
    public void stored(Placed placed, Bytes envelope) {}

    @Override
    public void look(InboxId inbox) {}

    @Override
    public void ephemeral(InboxId inbox, EnvelopeId id, Bytes envelope) {}
  }

  /// Of an account's only device.
  ///
  /// @param to the number, with the identity that the account will have under it
  static NumberChange request(TestClient to, RegistrationProof proof) {
    return new NumberChange(
        Optional.of(new Move(to.number, proof, Optional.empty())),
        TestClient.key(to.pniIdentity),
        List.of(),
        Map.of(
            1, new DeviceKeys(to.ec(IdentityType.PNI, 71), to.kyber(IdentityType.PNI, 81), 101)));
  }

  /// Moves an account with one device.
  static Account moved(TestCore core, Account account, NumberChange request) {
    return changed(of(core).change(primary(account), request));
  }

  static AuthenticatedDevice primary(Account account) {
    return new AuthenticatedDevice(account, account.device(1).orElseThrow());
  }

  static Account changed(ChangeNumberOutcome outcome) {
    if (outcome instanceof Changed(Account account)) {
      return account;
    }
    throw new AssertionError("not changed: " + outcome);
  }
}
