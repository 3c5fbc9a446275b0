package org.sealpost.server.http.accounts;

import java.util.List;
import java.util.Optional;
import org.sealpost.core.accounts.CodeRequestOutcome;
import org.sealpost.core.accounts.CodeSubmissionOutcome;
import org.sealpost.core.accounts.VerificationSession;
import org.sealpost.core.accounts.VerificationSessions;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.CreateVerificationSession;
import org.sealpost.protocol.json.NonNormalizedNumber;
import org.sealpost.protocol.json.RequestVerificationCode;
import org.sealpost.protocol.json.SubmitVerificationCode;
import org.sealpost.protocol.json.UpdateVerificationSession;
import org.sealpost.protocol.json.VerificationSessionState;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `/v1/verification/session` (wire interface, accounts and devices, section 2). Credentials are
/// not looked at: clients send some here that mean nothing yet.
public final class VerificationResource {
  private static final String SESSIONS = "/v1/verification/session";

  private final VerificationSessions sessions;
  private final Limited limited;

  public VerificationResource(VerificationSessions sessions, Limited limited) {
    this.sessions = sessions;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(
        Route.open(Method.POST, SESSIONS, this::open),
        Route.open(Method.GET, SESSIONS + "/{id}", this::show),
        Route.open(Method.PATCH, SESSIONS + "/{id}", this::update),
        Route.open(Method.POST, SESSIONS + "/{id}/code", this::requestCode),
        Route.open(Method.PUT, SESSIONS + "/{id}/code", this::submitCode));
  }

  private Reply open(Call call) {
    limited.byAddress(RateLimit.VERIFICATION_SESSIONS, call);
    CreateVerificationSession body = call.json(CreateVerificationSession.class);
    if ((body.pushToken() == null) != (body.pushTokenType() == null)) {
      throw new Refusal(422, "pushToken and pushTokenType go together");
    }
    String number = body.number() == null ? "" : body.number();
    Optional<PhoneNumber> parsed = PhoneNumber.parse(number);
    if (parsed.isEmpty()) {
      return PhoneNumber.normalise(number)
          .map(normal -> Reply.json(400, new NonNormalizedNumber(number, normal.e164())))
          .orElseGet(() -> Reply.error(422, "number is not in E.164 form"));
    }
    return Reply.ok(state(sessions.open(parsed.get(), call.caller().address().text())));
  }

  private Reply show(Call call) {
    return sessions
        .find(call.segment("id"))
        .map(session -> Reply.ok(state(session)))
        .orElseGet(VerificationResource::unknown);
  }

  /// There is nothing that a client could add: neither a captcha nor a push challenge is asked for.
  private Reply update(Call call) {
    UpdateVerificationSession body = call.json(UpdateVerificationSession.class);
    if ((body.pushToken() == null) != (body.pushTokenType() == null)) {
      throw new Refusal(422, "pushToken and pushTokenType go together");
    }
    return sessions
        .find(call.segment("id"))
        .map(session ->
            session.verified() ? Reply.json(409, state(session)) : Reply.ok(state(session)))
        .orElseGet(VerificationResource::unknown);
  }

  private Reply requestCode(Call call) {
    limited.byAddress(RateLimit.VERIFICATION_CODES, call);
    RequestVerificationCode body = call.json(RequestVerificationCode.class);
    if (body.transport() == null) {
      throw new Refusal(422, "transport is missing");
    }
    return switch (sessions.requestCode(call.segment("id"))) {
      case CodeRequestOutcome.Requested(VerificationSession session) -> Reply.ok(state(session));
      case CodeRequestOutcome.AlreadyVerified(VerificationSession session) ->
          Reply.json(409, state(session));
      case CodeRequestOutcome.UnknownSession() -> unknown();
    };
  }

  private Reply submitCode(Call call) {
    limited.byAddress(RateLimit.VERIFICATION_CODES, call);
    SubmitVerificationCode body = call.json(SubmitVerificationCode.class);
    if (body.code() == null) {
      throw new Refusal(422, "code is missing");
    }
    return switch (sessions.submitCode(call.segment("id"), body.code())) {
      case CodeSubmissionOutcome.Compared(VerificationSession session) -> Reply.ok(state(session));
      case CodeSubmissionOutcome.AlreadyVerified(VerificationSession session) ->
          Reply.json(409, state(session));
      case CodeSubmissionOutcome.NoCodeRequested(VerificationSession session) ->
          Reply.json(409, state(session));
      case CodeSubmissionOutcome.UnknownSession() -> unknown();
    };
  }

  private static Reply unknown() {
    return Reply.error(404, "no such session");
  }

  /// The code is the invite's, which the person has: it can be asked for and submitted at once.
  private static VerificationSessionState state(VerificationSession session) {
    return new VerificationSessionState(
        session.id(),
        0L,
        0L,
        session.codeRequested() && !session.verified() ? 0L : null,
        true,
        List.of(),
        session.verified());
  }
}
