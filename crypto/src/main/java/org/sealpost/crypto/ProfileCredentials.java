package org.sealpost.crypto;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.ServerSecretParams;
import org.signal.libsignal.zkgroup.VerificationFailedException;
import org.signal.libsignal.zkgroup.profiles.ProfileKeyCommitment;
import org.signal.libsignal.zkgroup.profiles.ProfileKeyCredentialRequest;
import org.signal.libsignal.zkgroup.profiles.ServerZkProfileOperations;

/// Issues zkgroup's expiring profile key credentials: proof that somebody knows the profile key of
/// an account, without the server knowing it. Source: profiles and certificates, section 2. Safe
/// for any number of threads.
public final class ProfileCredentials {
  public static final int REQUEST_BYTES = 329;

  private final SecretBytes secretParameters;
  private final NativeCalls calls;

  /// Parsed at the first use: a start needs no native code for it. Two threads may both do it.
  private volatile @Nullable ServerZkProfileOperations operations;

  ProfileCredentials(SecretBytes secretParameters, NativeCalls calls) {
    this.secretParameters = secretParameters;
    this.calls = calls;
  }

  /// Whether the bytes are a request, whatever for.
  public boolean isRequest(Bytes bytes) {
    return bytes.size() == REQUEST_BYTES && calls.call(() -> parse(bytes).isPresent());
  }

  /// A serialized credential; empty when the bytes are no request, or not one for the profile key
  /// that was committed to.
  ///
  /// @param commitment of the account's profile key, as its owner uploaded it
  /// @param expires the start of a UTC day, at most 7 days ahead: clients refuse others
  public Optional<Bytes> issue(Bytes request, Aci account, Bytes commitment, Instant expires) {
    return request.size() != REQUEST_BYTES
        ? Optional.empty()
        : calls.call(
            () -> parse(request).flatMap(parsed -> issue(parsed, account, commitment, expires)));
  }

  private Optional<Bytes> issue(
      ProfileKeyCredentialRequest request, Aci account, Bytes commitment, Instant expires) {
    try {
      return Optional.of(
          Bytes.wrap(
              operations()
                  .issueExpiringProfileKeyCredential(
                      request,
                      new ServiceId.Aci(account.uuid()),
                      new ProfileKeyCommitment(commitment.unsafeArray()),
                      expires)
                  .serialize()));
    } catch (VerificationFailedException e) {
      return Optional.empty();
    } catch (InvalidInputException e) {
      throw new IllegalStateException("a stored commitment is none", e);
    }
  }

  private ServerZkProfileOperations operations() throws InvalidInputException {
    ServerZkProfileOperations known = operations;
    if (known == null) {
      known = new ServerZkProfileOperations(new ServerSecretParams(secretParameters.reveal()));
      operations = known;
    }
    return known;
  }

  private static Optional<ProfileKeyCredentialRequest> parse(Bytes bytes) {
    try {
      return Optional.of(new ProfileKeyCredentialRequest(bytes.unsafeArray()));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
