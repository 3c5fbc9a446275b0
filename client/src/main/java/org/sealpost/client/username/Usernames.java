package org.sealpost.client.username;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.AccountSecrets;
import org.sealpost.client.state.OwnUsername;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.ConfirmUsername;
import org.sealpost.protocol.json.ConfirmedUsername;
import org.sealpost.protocol.json.FoundAccount;
import org.sealpost.protocol.json.ReserveUsername;
import org.sealpost.protocol.json.ReservedUsername;
import org.signal.libsignal.usernames.BaseUsernameException;
import org.signal.libsignal.usernames.Username;

/// Takes a username for this account and finds accounts by theirs. The server sees hashes, a proof
/// that the taker knows what was hashed, and what a link opens, encrypted (wire interface, accounts
/// and devices, section 10). Look-ups name nobody. Safe for any number of threads.
public final class Usernames {
  private static final String HASH = "/v1/accounts/username_hash";
  private static final String LINK = "/v1/accounts/username_link";

  private static final int MIN_LENGTH = 3;
  private static final int MAX_LENGTH = 32;

  /// The server takes as many.
  private static final int MAX_CANDIDATES = 20;

  private final AccountSecrets secrets;
  private final Requests requests;

  public Usernames(AccountSecrets secrets, Requests requests) {
    this.secrets = secrets;
    this.requests = requests;
  }

  /// The one this account has, as far as this device knows.
  public Optional<OwnUsername> own() {
    return secrets.username();
  }

  /// Takes a username that begins with this nickname, or exactly this one when it ends with a dot
  /// and digits; the former one is free then.
  public UsernameOutcome take(String wanted) throws IOException {
    List<Username> candidates;
    try {
      candidates =
          wanted.contains(".")
              ? List.of(new Username(wanted))
              : Username.candidatesFrom(wanted, MIN_LENGTH, MAX_LENGTH).stream()
                  .limit(MAX_CANDIDATES)
                  .toList();
    } catch (BaseUsernameException e) {
      return new UsernameOutcome.NotAllowed();
    }
    Optional<Username> reserved = reserve(candidates);
    if (reserved.isEmpty()) {
      return new UsernameOutcome.NoneFree();
    }
    Optional<OwnUsername> confirmed = confirm(reserved.get());
    if (confirmed.isPresent()) {
      secrets.saveUsername(confirmed);
    }
    return confirmed.isPresent()
        ? new UsernameOutcome.Taken(confirmed.get())
        : new UsernameOutcome.NoneFree();
  }

  private Optional<Username> reserve(List<Username> candidates) throws IOException {
    Call reserve =
        Call.json(
            "PUT",
            HASH + "/reserve",
            new ReserveUsername(
                candidates.stream().map(each -> Bytes.copyOf(each.getHash())).toList()));
    Reply reply = requests.identified(reserve);
    if (reply.status() == 409) {
      return Optional.empty();
    }
    byte[] hash = decoded(reply.orThrow(reserve).json(ReservedUsername.class).usernameHash());
    return candidates.stream().filter(each -> Arrays.equals(each.getHash(), hash)).findFirst();
  }

  private Optional<OwnUsername> confirm(Username username) throws IOException {
    Username.UsernameLink link;
    byte[] proof;
    try {
      link = username.generateLink();
      proof = username.generateProof();
    } catch (BaseUsernameException e) {
      throw new IllegalStateException("a username that was made here cannot be proved", e);
    }
    Call confirm =
        Call.json(
            "PUT",
            HASH + "/confirm",
            new ConfirmUsername(
                Bytes.copyOf(username.getHash()),
                Bytes.wrap(proof),
                Bytes.copyOf(link.getEncryptedUsername())));
    Reply reply = requests.identified(confirm);
    if (reply.status() == 409 || reply.status() == 410) {
      return Optional.empty();
    }
    UUID handle = reply.orThrow(confirm).json(ConfirmedUsername.class).usernameLinkHandle();
    return Optional.of(
        new OwnUsername(
            username.getUsername(),
            handle == null
                ? ""
                : new UsernameLink(Bytes.copyOf(link.getEntropy()), handle).text()));
  }

  /// Gives the username up; its link leads nowhere then.
  public void giveUp() throws IOException {
    Call remove = Call.delete(HASH);
    var _ = requests.identified(remove).orThrow(remove);
    secrets.saveUsername(Optional.empty());
  }

  /// The account that has this username, or that this link stands for; empty when there is none.
  public Optional<ServiceId.Aci> find(String usernameOrLink) throws IOException {
    Optional<UsernameLink> link = UsernameLink.parse(usernameOrLink);
    try {
      Optional<Username> username =
          link.isPresent() ? open(link.get()) : Optional.of(new Username(usernameOrLink));
      return username.isPresent() ? byHash(username.get()) : Optional.empty();
    } catch (BaseUsernameException e) {
      return Optional.empty();
    }
  }

  private Optional<ServiceId.Aci> byHash(Username username) throws IOException {
    Call ask = Call.get(HASH + "/" + encoded(username.getHash()));
    Reply reply = requests.anonymous(ask);
    return reply.status() == 404
        ? Optional.empty()
        : Optional.of(new ServiceId.Aci(reply.orThrow(ask).json(FoundAccount.class).uuid()));
  }

  private Optional<Username> open(UsernameLink link) throws IOException, BaseUsernameException {
    Call ask = Call.get(LINK + "/" + link.handle());
    Reply reply = requests.anonymous(ask);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    byte[] value =
        decoded(
            reply
                .orThrow(ask)
                .json(org.sealpost.protocol.json.UsernameLink.class)
                .usernameLinkEncryptedValue());
    return Optional.of(
        Username.fromLink(new Username.UsernameLink(link.entropy().toByteArray(), value)));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] decoded(String text) throws IOException {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the server answered with something that is not base64", e);
    }
  }
}
