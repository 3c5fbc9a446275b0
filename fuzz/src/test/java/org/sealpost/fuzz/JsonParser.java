package org.sealpost.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.CheckKeys;
import org.sealpost.protocol.json.CreateVerificationSession;
import org.sealpost.protocol.json.LinkRequest;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.ProfileWrite;
import org.sealpost.protocol.json.ProvisioningBody;
import org.sealpost.protocol.json.RegistrationRequest;
import org.sealpost.protocol.json.RequestVerificationCode;
import org.sealpost.protocol.json.SetKeys;
import org.sealpost.protocol.json.SubmitVerificationCode;
import org.sealpost.protocol.json.UpdateVerificationSession;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.protocol.json.WireJson.BadJson;

/// One kind of JSON body: a record of that kind, or a refusal in words of our own, which say where
/// and never what.
record JsonParser(Class<?> kind, String example) implements Parser {
  private static final Pattern OUR_WORDS =
      Pattern.compile(
          "malformed JSON( at line -?[0-9]+, column -?[0-9]+)?"
              + "|the body is null|the body cannot be read");

  private static final String SIGNED =
      "{\"keyId\":7,\"publicKey\":\"BVRTAA\",\"signature\":\"qZQr\"}";

  private static final String ATTRIBUTES =
      """
      {"registrationId":16383,"pniRegistrationId":1,"fetchesMessages":true,"registrationLock":null,\
      "unidentifiedAccessKey":"AAAAAAAAAAAAAAAAAAAAAA==","unrestrictedUnidentifiedAccess":false,\
      "discoverableByPhoneNumber":true,"capabilities":{"storage":true},"name":"AQ-_","voice":true,\
      "recoveryPassword":null}\
      """;

  private static final String KEYS =
      """
      ,"aciSignedPreKey":%1$s,"pniSignedPreKey":%1$s,"aciPqLastResortPreKey":%1$s,\
      "pniPqLastResortPreKey":%1$s,"gcmToken":{"gcmRegistrationId":"g","webSocketChannel":true}}\
      """
          .formatted(SIGNED);

  /// Every body that a stranger may send.
  static List<JsonParser> every() {
    return List.of(
        new JsonParser(
            OutgoingMessages.class,
            """
            {"destination":"x","timestamp":123456789,"online":false,"urgent":true,"messages":[\
            {"type":1,"destinationDeviceId":2,"destinationRegistrationId":12,"content":"QUJD"}]}\
            """),
        new JsonParser(
            RegistrationRequest.class,
            "{\"sessionId\":\"s\",\"skipDeviceTransfer\":true,\"aciIdentityKey\":\"BQ==\","
                + "\"accountAttributes\":"
                + ATTRIBUTES
                + KEYS),
        new JsonParser(
            LinkRequest.class,
            "{\"verificationCode\":\"a.1:b\",\"accountAttributes\":" + ATTRIBUTES + KEYS),
        new JsonParser(AccountAttributes.class, ATTRIBUTES),
        new JsonParser(
            SetKeys.class,
            "{\"preKeys\":[{\"keyId\":1,\"publicKey\":\"BfIG\"}],\"pqPreKeys\":null,"
                + "\"signedPreKey\":"
                + SIGNED
                + "}"),
        new JsonParser(CheckKeys.class, "{\"identityType\":\"ACI\",\"digest\":\"AAAA\"}"),
        new JsonParser(
            ProfileWrite.class,
            "{\"version\":\"00\",\"name\":\"AAAA\",\"about\":null,\"avatar\":false}"),
        new JsonParser(ProvisioningBody.class, "{\"body\":\"QUJDRA==\"}"),
        new JsonParser(
            CreateVerificationSession.class, "{\"number\":\"+15550001111\",\"mcc\":\"\"}"),
        new JsonParser(
            UpdateVerificationSession.class, "{\"pushToken\":\"t\",\"pushTokenType\":\"fcm\"}"),
        new JsonParser(
            RequestVerificationCode.class, "{\"transport\":\"sms\",\"client\":\"android\"}"),
        new JsonParser(SubmitVerificationCode.class, "{\"code\":\"1234567890\"}"));
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(example.getBytes(UTF_8));
  }

  @Override
  public void check(byte[] input) throws Exception {
    Object body;
    try {
      body = WireJson.read(Bytes.wrap(input), kind);
    } catch (BadJson refused) {
      assertThat(refused.getMessage()).matches(OUR_WORDS);
      assertThat(refused).hasNoCause();
      return;
    }
    assertThat(WireJson.read(WireJson.write(body), kind)).isEqualTo(body);
  }
}
