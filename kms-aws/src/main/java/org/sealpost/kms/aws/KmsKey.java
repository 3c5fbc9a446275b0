package org.sealpost.kms.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.KeysRefused;
import org.sealpost.crypto.RemoteKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/// A symmetric key of AWS KMS. The encryption context names the secret (`sealpost-secret`), so that
/// what was wrapped for one does not open as another, and so that the service's own log says what
/// was asked for. Safe for any number of threads.
///
/// A client is made for each call: there are a few calls in the life of a process, and nothing has
/// to be closed.
public final class KmsKey implements RemoteKey {
  private static final String CONTEXT = "sealpost-secret";
  private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:kms:([a-z0-9-]+):[0-9]+:.+");

  /// An answer that does not come is asked for again once.
  private static final int ATTEMPTS_IN_TIMEOUT = 2;

  private final Settings settings;
  private final AwsCredentialsProvider credentials;

  /// Where the key is.
  ///
  /// @param keyId ARN, id or `alias/NAME`
  /// @param region by default the ARN's, or the environment's
  /// @param endpoint by default the region's
  /// @param timeout for one answer, its repeats included
  public record Settings(
      String keyId, Optional<String> region, Optional<URI> endpoint, Duration timeout) {}

  /// With the credentials that AWS's tools find too.
  public KmsKey(Settings settings) {
    this(settings, DefaultCredentialsProvider.builder().build());
  }

  KmsKey(Settings settings, AwsCredentialsProvider credentials) {
    this.settings = settings;
    this.credentials = credentials;
  }

  @Override
  public Bytes wrap(String name, SecretBytes key) {
    return ask(kms ->
        Bytes.wrap(
            kms.encrypt(request ->
                    request
                        .keyId(settings.keyId())
                        .plaintext(SdkBytes.fromByteArray(key.reveal()))
                        .encryptionContext(Map.of(CONTEXT, name)))
                .ciphertextBlob()
                .asByteArray()));
  }

  @Override
  public SecretBytes unwrap(String name, Bytes wrapped) {
    return ask(kms ->
        SecretBytes.wrap(
            kms.decrypt(request ->
                    request
                        .keyId(settings.keyId())
                        .ciphertextBlob(SdkBytes.fromByteArray(wrapped.unsafeArray()))
                        .encryptionContext(Map.of(CONTEXT, name)))
                .plaintext()
                .asByteArray()));
  }

  private <T> T ask(Function<KmsClient, T> question) {
    try (KmsClient kms = client()) {
      return question.apply(kms);
    } catch (InvalidCiphertextException | IncorrectKeyException e) {
      throw new DataKey.DoesNotOpen();
    } catch (KmsException e) {
      throw refused(e);
    } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException e) {
      throw new KeysRefused(
          "AWS KMS did not answer within "
              + settings.timeout().toMillis()
              + " ms; see that this machine reaches it, or raise keys.kms.timeout");
    } catch (SdkClientException e) {
      throw new KeysRefused(unreachable(e));
    }
  }

  private KmsClient client() {
    KmsClientBuilder builder =
        KmsClient.builder()
            .credentialsProvider(credentials)
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(perAttempt())
                    .socketTimeout(settings.timeout()))
            .overrideConfiguration(override ->
                override
                    .retryStrategy(RetryMode.STANDARD)
                    .apiCallTimeout(settings.timeout())
                    .apiCallAttemptTimeout(perAttempt()));
    settings.region().or(this::regionOfArn).map(Region::of).ifPresent(builder::region);
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private Duration perAttempt() {
    return settings.timeout().dividedBy(ATTEMPTS_IN_TIMEOUT);
  }

  private Optional<String> regionOfArn() {
    Matcher arn = ARN.matcher(settings.keyId());
    return arn.matches() ? Optional.of(arn.group(1)) : Optional.empty();
  }

  /// The sentence for an answer that is no. The service's own message may name users and accounts;
  /// its code says enough.
  private KeysRefused refused(KmsException e) {
    // somebody between us and the service answers without one
    String code =
        Optional.ofNullable(e.awsErrorDetails())
            .map(AwsErrorDetails::errorCode)
            .orElse("HTTP " + e.statusCode());
    String key = "the key " + settings.keyId();
    return new KeysRefused(
        switch (code) {
          case "AccessDeniedException" ->
              "AWS KMS denies access to "
                  + key
                  + "; allow kms:Encrypt and kms:Decrypt on it to this server's identity";
          case "NotFoundException" ->
              "AWS KMS does not know " + key + "; correct keys.kms.keyId or keys.kms.region";
          case "DisabledException", "KMSInvalidStateException", "KeyUnavailableException" ->
              "AWS KMS cannot use " + key + " (" + code + "); enable it, or cancel its deletion";
          case "ThrottlingException", "LimitExceededException", "RequestLimitExceeded" ->
              "AWS KMS has too many requests for " + key + " (" + code + "); try again";
          case "UnrecognizedClientException",
              "InvalidClientTokenId",
              "InvalidSignatureException",
              "IncompleteSignatureException",
              "IncompleteSignature",
              "MissingAuthenticationTokenException",
              "MissingAuthenticationToken",
              "RequestExpired",
              "ExpiredTokenException" ->
              "AWS KMS does not take the credentials of this server ("
                  + code
                  + "); correct them, and the clock if it is wrong";
          case "InvalidKeyUsageException" ->
              key
                  + " of AWS KMS is not one that encrypts and decrypts; make a symmetric key, or"
                  + " correct keys.kms.keyId";
          case "ValidationException", "InvalidArnException" ->
              "AWS KMS finds something wrong with " + key + " (" + code + "); correct keys.kms";
          case String other ->
              "AWS KMS could not use "
                  + key
                  + " ("
                  + other
                  + "); try again, and see who answers between this machine and the service";
        });
  }

  private String unreachable(SdkClientException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("credentials")) {
      return "there are no AWS credentials; give the server an instance or container role, or set"
          + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    }
    if (message.contains("region")) {
      return "the region of the key " + settings.keyId() + " is not known; set keys.kms.region";
    }
    return "AWS KMS cannot be reached"
        + settings.endpoint().map(uri -> " at " + uri).orElse("")
        + "; see that this machine has a way to it, then start again";
  }
}
