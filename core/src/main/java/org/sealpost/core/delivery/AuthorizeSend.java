package org.sealpost.core.delivery;

import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;

/// Decides who may send to whom, in the order of wire interface, messages, B1. Stories are no
/// exception: the official server lets anybody send one to anybody, this one asks for the same
/// authorization as for any message (see the compatibility matrix). Group send tokens are not
/// served yet.
public final class AuthorizeSend {
  private final AccountDirectory accounts;
  private final AccessCheck anonymous;

  public AuthorizeSend(AccountDirectory accounts, AccessCheck anonymous) {
    this.accounts = accounts;
    this.anonymous = anonymous;
  }

  /// Decides one send.
  ///
  /// @param sender the device whose credentials came with the request; goes before the access key
  /// @param accessKey the recipient's unidentified access key, as the request has it
  public SendAuthorization authorize(
      Optional<AuthenticatedDevice> sender,
      ServiceId destination,
      Optional<SecretBytes> accessKey) {
    return sender.isPresent()
        ? identified(sender.get(), destination)
        : sealed(destination, accessKey);
  }

  private SendAuthorization identified(AuthenticatedDevice sender, ServiceId destination) {
    if (destination.equals(sender.account().pni())) {
      return new SendAuthorization.Forbidden();
    }
    return accounts
        .find(destination)
        .<SendAuthorization>map(
            recipient -> new SendAuthorization.Allowed(recipient, Optional.of(sender)))
        .orElseGet(SendAuthorization.UnknownRecipient::new);
  }

  private SendAuthorization sealed(ServiceId destination, Optional<SecretBytes> accessKey) {
    return anonymous
        .check(destination, accessKey)
        .<SendAuthorization>map(
            recipient -> new SendAuthorization.Allowed(recipient, Optional.empty()))
        .orElseGet(SendAuthorization.Unauthorized::new);
  }

  /// Lets a sealed send in by the recipient's access key: the account, if the key is its key. Empty
  /// without a key and for a PNI.
  @FunctionalInterface
  public interface AccessCheck {
    Optional<Account> check(ServiceId target, Optional<SecretBytes> accessKey);
  }
}
