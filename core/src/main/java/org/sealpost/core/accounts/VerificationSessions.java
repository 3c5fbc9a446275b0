package org.sealpost.core.accounts;

import com.google.protobuf.InvalidProtocolBufferException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.audit.events.AuditEvent.InviteBurned;
import org.sealpost.audit.events.AuditEvent.InviteUsed;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.stored.proto.StoredSession;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RegistrationStore;
import org.sealpost.storage.registration.SessionRecord;

/// Verification sessions: how a client shows that it may register a number, by the code of an
/// invite (design section 10). A session looks alike, and takes as many commits, whether or not its
/// number is known or invited. Source: accounts and devices, section 2.
public final class VerificationSessions {
  private static final int ID_BYTES = 32;
  private static final int ID_CHARS = 43;
  private static final int MAX_CODE_CHARS = 32;

  /// Each failed attempt means that somebody else's change to the session was written.
  private static final int ATTEMPTS = 50;

  private final RegistrationStore store;
  private final Keyring keyring;
  private final LookupHashes hashes;
  private final Rules rules;
  private final Clock clock;
  private final SecureRandom random;
  private final AuditTrail audit;

  public VerificationSessions(
      RegistrationStore store,
      Keyring keyring,
      LookupHashes hashes,
      Rules rules,
      Clock clock,
      SecureRandom random,
      AuditTrail audit) {
    this.store = store;
    this.keyring = keyring;
    this.hashes = hashes;
    this.rules = rules;
    this.clock = clock;
    this.audit = audit;
    this.random = random;
  }

  /// How long sessions live and how many there may be; the oldest go first.
  ///
  /// @param maxWrongCodes how many wrong codes burn an invite, over all sessions
  public record Rules(Duration lifetime, int maxPerAddress, int maxInAll, int maxWrongCodes) {
    public static final Rules DEFAULT = new Rules(Duration.ofHours(1), 100, 10_000, 10);
  }

  /// Opens a session.
  ///
  /// @param clientAddress kept as a keyed hash, to bound the sessions of one address
  public VerificationSession open(PhoneNumber number, String clientAddress) {
    byte[] idBytes = new byte[ID_BYTES];
    random.nextBytes(idBytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(idBytes);
    VerificationSession session = new VerificationSession(id, number, false, false);
    Instant now = clock.instant();
    Bytes idHash = hashes.session(id);
    store.openSession(
        new SessionRecord(
            idHash,
            hashes.clientAddress(clientAddress),
            now,
            now.plus(rules.lifetime()),
            1,
            seal(idHash, new Kept(session, Instant.EPOCH, false))),
        rules.maxPerAddress(),
        rules.maxInAll(),
        now);
    return session;
  }

  /// Empty also when a number was registered with it: a client that remembers it opens another.
  public Optional<VerificationSession> find(String id) {
    return unspent(id).map(Found::session);
  }

  /// What a verified session stands for.
  ///
  /// @param at when the code was compared
  /// @param spent whether a number was taken with it already: it may only repeat that
  record Verified(PhoneNumber number, Instant at, boolean spent) {}

  /// Of a session that was registered with already too: the answer may have been lost.
  Optional<Verified> verified(String id) {
    return read(id)
        .filter(found -> found.session().verified())
        .map(found ->
            new Verified(
                found.session().number(), found.kept().verifiedAt(), found.kept().spent()));
  }

  /// A number was taken with the session. A failure to write that down is passed over: what the
  /// session may still do is decided by when it was verified.
  void spend(String id) {
    try {
      Optional<Found> found = unspent(id);
      if (found.isPresent()) {
        Kept kept = found.get().kept();
        boolean _ =
            store.updateSession(
                next(
                    found.get().record(), new Kept(found.get().session(), kept.verifiedAt(), true)),
                clock.instant());
      }
    } catch (StorageUnavailable e) {
      // It ends by itself.
    }
  }

  /// The number's account is about to end: what was verified until now does not let in again
  /// ([#mayTake]). Kept as a session that nobody has, for as long as one can live.
  void end(PhoneNumber number) {
    end(number, clock.instant());
  }

  /// As the other, of what was verified until then; an end that was later stays.
  synchronized void end(PhoneNumber number, Instant verifiedUntil) {
    Instant now = clock.instant();
    Bytes idHash = endHash(number, span(now));
    Optional<SessionRecord> earlier = store.session(idHash, now);
    Instant until =
        earlier
            .map(record -> open("", record).verifiedAt())
            .filter(verifiedUntil::isBefore)
            .orElse(verifiedUntil);
    SessionRecord ended =
        new SessionRecord(
            idHash,
            idHash,
            now,
            now.plus(rules.lifetime()),
            earlier.map(record -> record.version() + 1).orElse(1L),
            seal(idHash, new Kept(new VerificationSession("", number, false, true), until, true)));
    if (earlier.isEmpty()) {
      store.openSession(ended, rules.maxPerAddress(), rules.maxInAll(), now);
    } else if (!store.updateSession(ended, now)) {
      throw changesTooOften();
    }
  }

  /// Whether it was verified after the number last went from an account, if it did lately.
  boolean mayTake(Verified session) {
    Instant now = clock.instant();
    return Stream.of(span(now), span(now) - 1)
        .map(span -> endHash(session.number(), span))
        .flatMap(idHash ->
            store.session(idHash, now).map(record -> open("", record).verifiedAt()).stream())
        .allMatch(session.at()::isAfter);
  }

  /// A span is as long as a session lives, so that what is kept of an end is found in the present
  /// one or the one before.
  private long span(Instant time) {
    return time.toEpochMilli() / rules.lifetime().toMillis();
  }

  private Bytes endHash(PhoneNumber number, long span) {
    return hashes.session("account ended " + number.e164() + " " + span);
  }

  public CodeRequestOutcome requestCode(String id) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Found> found = unspent(id);
      if (found.isEmpty()) {
        return new CodeRequestOutcome.UnknownSession();
      }
      VerificationSession session = found.get().session();
      if (session.verified()) {
        return new CodeRequestOutcome.AlreadyVerified(session);
      }
      VerificationSession next = new VerificationSession(id, session.number(), true, false);
      if (session.codeRequested()
          || store.updateSession(
              next(found.get().record(), new Kept(next, Instant.EPOCH, false)), clock.instant())) {
        return new CodeRequestOutcome.Requested(next);
      }
    }
    throw changesTooOften();
  }

  /// Compares the code with the number's invite. The invite is used up by the right code, in the
  /// commit that makes the session verified, so that one code verifies one session.
  public CodeSubmissionOutcome submitCode(String id, String code) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Found> found = unspent(id);
      if (found.isEmpty()) {
        return new CodeSubmissionOutcome.UnknownSession();
      }
      SessionRecord record = found.get().record();
      VerificationSession session = found.get().session();
      if (session.verified()) {
        return new CodeSubmissionOutcome.AlreadyVerified(session);
      }
      if (!session.codeRequested()) {
        return new CodeSubmissionOutcome.NoCodeRequested(session);
      }
      PhoneNumber number = session.number();
      VerificationSession verified = new VerificationSession(id, number, true, true);
      Bytes codeHash = hashes.inviteCode(number, digits(code));
      switch (store.redeem(
          hashes.number(number),
          codeHash,
          next(record, new Kept(verified, clock.instant(), false)),
          rules.maxWrongCodes(),
          clock.instant(),
          audited(record, number, codeHash))) {
        case REDEEMED -> {
          return new CodeSubmissionOutcome.Compared(verified);
        }
        case WRONG_CODE, BURNED -> {
          return new CodeSubmissionOutcome.Compared(session);
        }
        case NO_INVITE -> {
          // A wrong code costs a commit, and so does a number without an invite: neither tells
          // which it was.
          if (store.updateSession(
              next(record, new Kept(session, Instant.EPOCH, false)), clock.instant())) {
            return new CodeSubmissionOutcome.Compared(session);
          }
        }
        case SESSION_CHANGED -> {
          // Decide anew about what it is now.
        }
      }
    }
    throw changesTooOften();
  }

  private RedeemAudit audited(SessionRecord session, PhoneNumber number, Bytes codeHash) {
    KeyedName name = KeyedName.of(session.idHash());
    List<AuditEntry> burned =
        store
            .invite(hashes.number(number), clock.instant())
            .map(invite -> audit.of(new InviteBurned(KeyedName.of(invite.codeHash()), name)))
            .orElse(List.of());
    return new RedeemAudit(audit.of(new InviteUsed(KeyedName.of(codeHash), name)), burned);
  }

  private static StorageUnavailable changesTooOften() {
    return new StorageUnavailable("a verification session changes too often");
  }

  private Optional<Found> unspent(String id) {
    return read(id).filter(found -> !found.kept().spent());
  }

  private Optional<Found> read(String id) {
    if (id.length() != ID_CHARS) {
      return Optional.empty();
    }
    return store
        .session(hashes.session(id), clock.instant())
        .map(record -> new Found(record, open(id, record)));
  }

  private record Found(SessionRecord record, Kept kept) {
    VerificationSession session() {
      return kept.session();
    }
  }

  /// A session with what clients are not shown.
  ///
  /// @param verifiedAt means nothing unless it is verified
  private record Kept(VerificationSession session, Instant verifiedAt, boolean spent) {}

  private SessionRecord next(SessionRecord from, Kept kept) {
    return new SessionRecord(
        from.idHash(),
        from.addressHash(),
        from.createdAt(),
        from.expiresAt(),
        from.version() + 1,
        seal(from.idHash(), kept));
  }

  private Bytes seal(Bytes idHash, Kept kept) {
    VerificationSession session = kept.session();
    return keyring
        .ofRest()
        .seal(
            context(idHash),
            StoredSession.newBuilder()
                .setNumber(session.number().e164())
                .setCodeRequested(session.codeRequested())
                .setVerified(session.verified())
                .setVerifiedMillis(kept.verifiedAt().toEpochMilli())
                .setSpent(kept.spent())
                .build()
                .toByteArray());
  }

  private Kept open(String id, SessionRecord record) {
    try {
      StoredSession stored =
          StoredSession.parseFrom(keyring.ofRest().open(context(record.idHash()), record.sealed()));
      return new Kept(
          new VerificationSession(
              id,
              new PhoneNumber(stored.getNumber()),
              stored.getCodeRequested(),
              stored.getVerified()),
          Instant.ofEpochMilli(stored.getVerifiedMillis()),
          stored.getSpent());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new StorageCorrupt("a verification session is none");
    }
  }

  private static AssociatedData context(Bytes idHash) {
    return new AssociatedData(
        "rest", HexFormat.of().formatHex(idHash.unsafeArray()), "verification session");
  }

  /// What people write between digits does not count.
  private static String digits(String code) {
    return code.length() > MAX_CODE_CHARS ? "" : code.replaceAll("[ -]", "");
  }
}
