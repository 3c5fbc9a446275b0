package org.sealpost.client.linking;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.json.LinkCode;
import org.sealpost.protocol.json.ProvisioningBody;
import org.sealpost.protocol.proto.ProvisionMessage;

/// The primary's part: gets a code from the server and tells the new device all it needs, the
/// account's identity keys among it.
public final class LinkApproval {
  /// How approving ended.
  public enum Outcome {
    /// The new device has been told; it registers itself next.
    TOLD,
    /// Nobody listens at that address any more: the new device must show a fresh URI.
    NOBODY_THERE,
    /// Only the primary device may approve.
    NOT_PRIMARY,
    TOO_MANY_DEVICES
  }

  /// How it ended; with the token by which one waits for the device, if it was told.
  public record Approved(Outcome outcome, Optional<String> token) {
    static Approved not(Outcome outcome) {
      return new Approved(outcome, Optional.empty());
    }

    @Override
    public String toString() {
      return "Approved[" + outcome + "]";
    }
  }

  private LinkApproval() {}

  /// Tells the new device what it needs to join.
  ///
  /// @param readReceipts whether the account tells others what it read
  public static Approved approve(
      Self self, ProvisioningUri uri, Requests requests, boolean readReceipts) throws IOException {
    Call ask = Call.get("/v1/devices/provisioning/code");
    Reply answer = requests.identified(ask);
    if (answer.status() == 401) {
      return Approved.not(Outcome.NOT_PRIMARY);
    }
    if (answer.status() == 411) {
      return Approved.not(Outcome.TOO_MANY_DEVICES);
    }
    LinkCode code = answer.orThrow(ask).json(LinkCode.class);
    byte[] body =
        ProvisioningCipher.encrypt(message(self, code, readReceipts), uri.publicKey())
            .toByteArray();
    Call tell =
        Call.json(
            "PUT",
            "/v1/provisioning/" + ProvisioningUri.encode(uri.address()),
            new ProvisioningBody(Base64.getEncoder().encodeToString(body)));
    Reply told = requests.identified(tell);
    if (told.status() == 404) {
      return Approved.not(Outcome.NOBODY_THERE);
    }
    var _ = told.orThrow(tell);
    return new Approved(Outcome.TOLD, Optional.of(code.tokenIdentifier()));
  }

  private static ProvisionMessage message(Self self, LinkCode code, boolean readReceipts) {
    return ProvisionMessage.newBuilder()
        .setAciIdentityKeyPublic(bytes(self.aciIdentity().getPublicKey().serialize()))
        .setAciIdentityKeyPrivate(bytes(self.aciIdentity().getPrivateKey().serialize()))
        .setPniIdentityKeyPublic(bytes(self.pniIdentity().getPublicKey().serialize()))
        .setPniIdentityKeyPrivate(bytes(self.pniIdentity().getPrivateKey().serialize()))
        .setNumber(self.number().e164())
        .setAci(self.aci().text())
        .setPni(self.pni().uuid().toString())
        .setProvisioningCode(code.verificationCode())
        .setProfileKey(bytes(self.profileKey().reveal()))
        .setReadReceipts(readReceipts)
        .setProvisioningVersion(1)
        .build();
  }

  private static ByteString bytes(byte[] array) {
    return ByteString.copyFrom(array);
  }
}
