package org.sealpost.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.inboxes.InboxId;

/// What a caller is told when a store that the request needs is away: to come again.
class RouterFaultsTest {
  static Stream<RuntimeException> faults() {
    return Stream.of(
        new StorageUnavailable("away"), new BlobsUnavailable("away"), new BlobsFull("full"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aStoreThatIsAwayIsNoFaultOfTheServers(RuntimeException fault) {
    Router router =
        new Router(
            List.of(
                Route.open(
                    Method.GET,
                    "/v1/some",
                    _ -> {
                      throw fault;
                    })),
            new Nobody(),
            _ -> Optional.empty(),
            (_, _, _, _) -> {});
    Reply reply =
        router
            .prepare(
                "GET",
                "/v1/some",
                Headers.NONE,
                Bytes.EMPTY,
                new Caller.OverHttp(new ClientAddress("192.0.2.1")))
            .run();
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).extracting(Reply.Header::name).contains("Retry-After");
  }

  private static final class Nobody implements Authenticator {
    @Override
    public Optional<AuthenticatedDevice> device(BasicCredentials credentials) {
      return Optional.empty();
    }

    @Override
    public Optional<AuthenticatedDevice> current(DeviceAddress device, InboxId inbox) {
      return Optional.empty();
    }

    @Override
    public boolean present(DeviceAddress device, InboxId inbox) {
      return false;
    }
  }
}
