package org.sealpost.server.http.accounts;

import java.util.List;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.ChangeAttributes;
import org.sealpost.core.accounts.ChangeAttributesOutcome;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// The simple account calls (wire interface, accounts and devices, section 5).
public final class AccountResource {
  private static final String STORAGE = "storage";

  private final ChangeAttributes changeAttributes;

  public AccountResource(ChangeAttributes changeAttributes) {
    this.changeAttributes = changeAttributes;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.GET, "/v1/accounts/whoami", this::whoAmI),
        Route.forDevice(Method.PUT, "/v1/accounts/attributes", this::change));
  }

  private Reply whoAmI(Call call, AuthenticatedDevice device) {
    Account account = device.account();
    boolean storageCapable =
        account.devices().stream().anyMatch(one -> one.capabilities().contains(STORAGE));
    return Reply.ok(RegistrationResource.identity(account, storageCapable, null));
  }

  private Reply change(Call call, AuthenticatedDevice device) {
    AccountAttributes body = call.json(AccountAttributes.class);
    return switch (changeAttributes.change(device, AttributesReader.read(body))) {
      case ChangeAttributesOutcome.Changed _ -> Reply.NO_CONTENT;
      case ChangeAttributesOutcome.DeviceGone() -> Reply.error(401, "the device is gone");
    };
  }
}
