package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Service;
import org.sealpost.config.SealpostConfig;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.DeliveryCertificate;
import org.sealpost.server.ops.Logging;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// `sealpost keys rotate-signer`, beside a running server and without one, as clients see it who
/// know nothing but the trust root.
class SignerRotationTest {
  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private static SealpostConfig config() {
    return SealpostConfig.defaults(SealpostServer.standardLimits()).withPort(0);
  }

  private SealpostServer start() {
    Logging.bootstrap();
    return SealpostServer.start(config(), data());
  }

  private Path root() {
    return data().resolve("keys/trust-root.key");
  }

  private CommandRun rotate(Path root) {
    return CommandRun.of("keys", "rotate-signer", "--root", root, "--data", data());
  }

  private static SenderCertificate certificate(FakeDevice device)
      throws IOException, InvalidCertificateException {
    Bytes bytes =
        device
            .tunnelled(Call.get("/v1/certificate/delivery?includeE164=false"))
            .json(DeliveryCertificate.class)
            .certificate();
    return new SenderCertificate(bytes.toByteArray());
  }

  @Test
  void aServerThatRunsSignsWithTheNewOneAtOnceAndOldCertificatesStayGood() throws Exception {
    try (SealpostServer _ = start();
        Service service = new Service(Commands.on(data(), config(), Operations::clientProfile));
        FakeAccounts accounts =
            new FakeAccounts(
                service,
                number ->
                    Commands.on(data(), config(), operations -> operations.invite(number))
                        .code())) {
      FakeDevice alice = accounts.register();
      Bytes trustRoot =
          Commands.on(data(), config(), Operations::clientProfile).unidentifiedSenderTrustRoot();
      CertificateValidator client =
          new CertificateValidator(new ECPublicKey(trustRoot.toByteArray()));
      SenderCertificate before = certificate(alice);
      assertThat(before.getSigner().getKeyId()).isEqualTo(1);

      assertThat(rotate(root()).text())
          .contains("signed by server certificate 2 from now on")
          .contains("Those of server certificate 1 stay valid until they expire");

      SenderCertificate after = certificate(alice);
      assertThat(after.getSigner().getKeyId()).isEqualTo(2);
      assertThat(after.getSigner().getKey()).isNotEqualTo(before.getSigner().getKey());
      client.validate(before, Instant.now().toEpochMilli());
      client.validate(after, Instant.now().toEpochMilli());
      long later = Instant.now().plus(Duration.ofDays(8)).toEpochMilli();
      assertThatThrownBy(() -> client.validate(before, later))
          .isInstanceOf(InvalidCertificateException.class);
    }
  }

  @Test
  void aServerThatDoesNotRunIsRotatedTooAndAgain() throws Exception {
    start().close();
    assertThat(rotate(root()).status()).isZero();
    assertThat(rotate(root()).text()).contains("signed by server certificate 3 from now on");
    start().close();
  }

  @Test
  void anotherTrustRootIsRefusedAndNothingIsChanged() throws IOException {
    start().close();
    byte[] before = Files.readAllBytes(data().resolve("keys/server-secrets"));
    Path foreign =
        write("foreign", Base64.getEncoder().encodeToString(ECPrivateKey.generate().serialize()));

    for (Path wrong :
        Stream.of(foreign, write("no-key", "no key"), folder.resolve("missing")).toList()) {
      CommandRun refused = rotate(wrong);
      assertThat(refused.status()).isNotZero();
    }
    assertThat(rotate(foreign).text())
        .contains("that is not the trust root that signed the present certificate");
    try (SealpostServer _ = start()) {
      assertThat(rotate(foreign).text())
          .contains("that is not the trust root that signed the present certificate");
    }
    assertThat(Arrays.equals(Files.readAllBytes(data().resolve("keys/server-secrets")), before))
        .isTrue();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text + "\n", StandardCharsets.US_ASCII);
  }
}
