package org.sealpost.client;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.linking.LinkApproval;
import org.sealpost.client.linking.ProvisioningUri;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.DeviceList;

/// This account at the server: its devices and attributes. Safe for any number of threads.
public final class Account {
  private final Self self;
  private final Requests requests;
  private final OtherDevices others;

  Account(Self self, Requests requests, OtherDevices others) {
    this.self = self;
    this.requests = requests;
    this.others = others;
  }

  /// Tells the server again what this device can do and how sealed sends to it are authorized.
  public void writeAttributes() throws IOException {
    Call write = Call.json("PUT", "/v1/accounts/attributes", attributes(self));
    var _ = requests.identified(write).orThrow(write);
  }

  static AccountAttributes attributes(Self self) {
    return attributes(self.registrationId(), self.pniRegistrationId(), self.profileKey());
  }

  static AccountAttributes attributes(
      int registrationId, int pniRegistrationId, SecretBytes profileKey) {
    return new AccountAttributes(
        registrationId,
        pniRegistrationId,
        true,
        null,
        Profiles.accessKey(profileKey),
        false,
        true,
        Map.of("storage", true),
        null,
        null);
  }

  /// Lets the device that shows this URI into the account. Only on the primary.
  public LinkApproval.Outcome approveLink(ProvisioningUri uri) throws IOException {
    others.mayJoin();
    return LinkApproval.approve(self, uri, requests);
  }

  public List<DeviceList.Device> devices() throws IOException {
    return others.list();
  }

  /// Removes a device from the account. Only on the primary, or on that device itself.
  public void unlink(int device) throws IOException {
    Call remove = Call.delete("/v1/devices/" + device);
    var _ = requests.identified(remove).orThrow(remove);
    others.unknown();
  }
}
