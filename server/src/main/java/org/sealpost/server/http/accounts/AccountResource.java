package org.sealpost.server.http.accounts;

import java.util.List;
import java.util.Optional;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.ChangeAttributes;
import org.sealpost.core.accounts.ChangeAttributesOutcome;
import org.sealpost.core.accounts.ChangeRegistrationLock;
import org.sealpost.core.accounts.DeleteAccount;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.RegistrationLock;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// The simple account calls (wire interface, accounts and devices, section 5).
public final class AccountResource {
  private static final String STORAGE = "storage";

  private final ChangeAttributes changeAttributes;
  private final ChangeRegistrationLock changeLock;
  private final DeleteAccount deleteAccount;

  public AccountResource(
      ChangeAttributes changeAttributes,
      ChangeRegistrationLock changeLock,
      DeleteAccount deleteAccount) {
    this.changeAttributes = changeAttributes;
    this.changeLock = changeLock;
    this.deleteAccount = deleteAccount;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.GET, "/v1/accounts/whoami", this::whoAmI),
        Route.forDevice(Method.PUT, "/v1/accounts/attributes", this::change),
        Route.forDevice(Method.PUT, "/v1/accounts/registration_lock", this::lock),
        Route.forDevice(Method.DELETE, "/v1/accounts/registration_lock", this::unlock),
        Route.forDevice(Method.DELETE, "/v1/accounts/me", this::delete));
  }

  private Reply whoAmI(Call call, AuthenticatedDevice device) {
    return Reply.ok(identity(device.account()));
  }

  static AccountIdentity identity(Account account) {
    boolean storageCapable =
        account.devices().stream().anyMatch(one -> one.capabilities().contains(STORAGE));
    return RegistrationResource.identity(account, storageCapable, null);
  }

  private Reply change(Call call, AuthenticatedDevice device) {
    AccountAttributes body = call.json(AccountAttributes.class);
    return answer(changeAttributes.change(device, AttributesReader.read(body)));
  }

  private Reply lock(Call call, AuthenticatedDevice device) {
    RegistrationLock body = call.json(RegistrationLock.class);
    Optional<SecretBytes> lock = AttributesReader.registrationLock(body.registrationLock());
    if (lock.isEmpty()) {
      throw new Refusal(422, "registrationLock is missing");
    }
    return answer(changeLock.change(device, lock));
  }

  private Reply unlock(Call call, AuthenticatedDevice device) {
    return answer(changeLock.change(device, Optional.empty()));
  }

  private static Reply answer(ChangeAttributesOutcome outcome) {
    return switch (outcome) {
      case ChangeAttributesOutcome.Changed _ -> Reply.NO_CONTENT;
      case ChangeAttributesOutcome.DeviceGone() -> Reply.error(401, "the device is gone");
    };
  }

  /// Gone already is as good.
  private Reply delete(Call call, AuthenticatedDevice device) {
    if (!device.device().isPrimary()) {
      return Reply.error(403, "only the primary device deletes the account");
    }
    boolean _ = deleteAccount.delete(device, Actor.PERSON);
    return Reply.NO_CONTENT;
  }
}
