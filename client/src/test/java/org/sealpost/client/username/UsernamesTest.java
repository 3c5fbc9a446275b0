package org.sealpost.client.username;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.ClientState;
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
import org.sealpost.protocol.json.WireJson;
import org.signal.libsignal.usernames.BaseUsernameException;
import org.signal.libsignal.usernames.Username;

/// Usernames with a server on paper, which checks the proof as a real one does.
class UsernamesTest {
  private static final UUID HANDLE = new UUID(7, 8);
  private static final ServiceId.Aci ANNA = new ServiceId.Aci(new UUID(1, 2));

  private final ClientState state = ClientState.inMemory();
  private final Paper server = new Paper();
  private final Usernames usernames = new Usernames(state.secrets(), server);

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void whoTakesAUsernameIsFoundByItAndByItsLink() throws IOException {
    OwnUsername own = ((UsernameOutcome.Taken) usernames.take("anna")).username();

    assertThat(own.username()).startsWith("anna.");
    assertThat(usernames.own()).hasValue(own);
    assertThat(usernames.find(own.username())).hasValue(ANNA);
    assertThat(usernames.find(own.username().toUpperCase(Locale.ROOT))).hasValue(ANNA);
    assertThat(usernames.find(own.link())).hasValue(ANNA);
    assertThat(usernames.find("https://elsewhere/#eu/" + own.link().split("#", 2)[1]))
        .hasValue(ANNA);
    assertThat(usernames.find("anna.99999999")).isEmpty();
    assertThat(usernames.find("no username at all")).isEmpty();
    assertThat(usernames.find("sealpost://username#AAAA")).isEmpty();

    usernames.giveUp();
    assertThat(usernames.own()).isEmpty();
    assertThat(usernames.find(own.username())).isEmpty();
    assertThat(usernames.find(own.link())).isEmpty();
  }

  @Test
  void whatIsTakenOrNoUsernameIsSaid() throws IOException {
    assertThat(usernames.take("1anna")).isEqualTo(new UsernameOutcome.NotAllowed());
    assertThat(usernames.take("")).isEqualTo(new UsernameOutcome.NotAllowed());
    server.allTaken = true;
    assertThat(usernames.take("anna")).isEqualTo(new UsernameOutcome.NoneFree());
    assertThat(usernames.own()).isEmpty();
  }

  /// One account, at most one username.
  private static final class Paper implements Requests {
    boolean allTaken;
    private final Map<String, ServiceId.Aci> accounts = new HashMap<>();
    private @Nullable Bytes opened;

    @Override
    public Reply identified(Call call) throws IOException {
      try {
        if (call.path().endsWith("/reserve")) {
          if (allTaken) {
            return status(409);
          }
          var hashes = WireJson.read(call.body(), ReserveUsername.class).usernameHashes();
          Bytes first = Objects.requireNonNull(Objects.requireNonNull(hashes).getLast());
          return json(new ReservedUsername(text(first)));
        }
        if (call.path().endsWith("/confirm")) {
          ConfirmUsername confirm = WireJson.read(call.body(), ConfirmUsername.class);
          Bytes hash = Objects.requireNonNull(confirm.usernameHash());
          Username.verifyProof(
              Objects.requireNonNull(confirm.zkProof()).toByteArray(), hash.toByteArray());
          accounts.clear();
          accounts.put(text(hash), ANNA);
          opened = confirm.encryptedUsername();
          return json(new ConfirmedUsername(text(hash), HANDLE));
        }
        accounts.clear();
        opened = null;
        return status(204);
      } catch (WireJson.BadJson | BaseUsernameException e) {
        throw new IOException(e);
      }
    }

    @Override
    public Reply anonymous(Call call) {
      String last = call.path().substring(call.path().lastIndexOf('/') + 1);
      if (call.path().contains("/username_link/")) {
        Bytes value = opened;
        return value == null || !last.equals(HANDLE.toString())
            ? status(404)
            : json(new org.sealpost.protocol.json.UsernameLink(text(value)));
      }
      ServiceId.Aci found = accounts.get(last);
      return found == null ? status(404) : json(new FoundAccount(found.uuid()));
    }

    @Override
    public Reply overHttp(Call call, boolean anonymous) {
      throw new IllegalStateException("nothing is repeated");
    }

    private static String text(Bytes bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.unsafeArray());
    }

    private static Reply json(Object body) {
      return new Reply(200, Map.of(), WireJson.write(body));
    }

    private static Reply status(int status) {
      return new Reply(status, Map.of(), Bytes.EMPTY);
    }
  }
}
