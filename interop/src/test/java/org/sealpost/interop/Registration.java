package org.sealpost.interop;

import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.whispersystems.signalservice.api.NetworkResultUtil;
import org.whispersystems.signalservice.api.push.ServiceId.ACI;
import org.whispersystems.signalservice.api.push.ServiceId.PNI;
import org.whispersystems.signalservice.api.registration.RegistrationApi;
import org.whispersystems.signalservice.internal.push.PushServiceSocket.VerificationCodeTransport;
import org.whispersystems.signalservice.internal.push.RegistrationSessionMetadataJson;
import org.whispersystems.signalservice.internal.util.StaticCredentialsProvider;

/// The steps from a number to a registered first device.
final class Registration {

  private final ClientProfile profile;
  private final Trace trace;
  private final String number;
  private final String password = UUID.randomUUID().toString();
  private final RegistrationApi api;

  Registration(ClientProfile profile, Trace trace, String number) {
    this.profile = profile;
    this.trace = trace;
    this.number = number;
    var login = new StaticCredentialsProvider(null, null, number, 1, password);
    this.api = new RegistrationApi(new Connections(profile, trace, login).http());
  }

  /// Opens a verification session and asks for its code; the session's id.
  String openSession() throws IOException {
    var created =
        NetworkResultUtil.toBasicLegacy(api.createRegistrationSession(null, "", "")).getMetadata();
    if (!created.getAllowedToRequestCode() || !created.getRequestedInformation().isEmpty()) {
      throw new IllegalStateException("the session wants more than a code");
    }
    NetworkResultUtil.toBasicLegacy(
        api.requestSmsVerificationCode(
            created.getId(), Locale.ROOT, false, VerificationCodeTransport.SMS));
    return created.getId();
  }

  /// Whether the session is verified after this code.
  boolean submitCode(String session, String code) throws IOException {
    return NetworkResultUtil.toBasicLegacy(api.verifyAccount(session, code))
        .getMetadata()
        .getVerified();
  }

  /// Answers a challenge, whether there was one or not.
  void submitCaptcha(String session, String captcha) throws IOException {
    var _ = NetworkResultUtil.toBasicLegacy(api.submitCaptchaToken(session, captcha));
  }

  /// The session as the server sees it.
  RegistrationSessionMetadataJson session(String id) throws IOException {
    return NetworkResultUtil.toBasicLegacy(api.getRegistrationSessionStatus(id)).getMetadata();
  }

  /// Registers the number of a verified session, with new keys.
  ForeignDevice register(String session) throws IOException {
    return register(session, null, null);
  }

  /// The same, showing the lock of the account that the number has.
  ForeignDevice registerWithLock(String session, @Nullable String lock) throws IOException {
    return register(session, null, lock);
  }

  /// Registers the number by the password that its owner left for this, without any code.
  ForeignDevice recover(String recoveryPassword) throws IOException {
    return register(null, recoveryPassword, null);
  }

  private ForeignDevice register(
      @Nullable String session, @Nullable String recoveryPassword, @Nullable String lock)
      throws IOException {
    var secrets = Person.Secrets.generate();
    var keys = DeviceKeys.generate(secrets);
    var answer =
        NetworkResultUtil.toBasicLegacy(
            api.registerAccount(
                session,
                recoveryPassword,
                keys.attributes(secrets, null, lock, false, recoveryPassword),
                keys.forAci().repeatedUse(),
                keys.forPni().repeatedUse(),
                null,
                true));
    var person =
        new Person(
            number, ACI.parseOrThrow(answer.getUuid()), PNI.parseOrThrow(answer.getPni()), secrets);
    var login = new StaticCredentialsProvider(person.aci(), person.pni(), number, 1, password);
    return new ForeignDevice(person, 1, keys, new Connections(profile, trace, login));
  }
}
