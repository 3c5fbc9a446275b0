package org.sealpost.kms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.KeyProvider;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.KeysRefused;
import org.sealpost.crypto.RemoteKeyProvider;
import org.sealpost.crypto.StoreKeys;
import org.sealpost.kms.aws.StandInKms.Trouble;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class KmsKeyTest {
  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final SecretBytes SECRET =
      SecretBytes.wrap("thirty-two bytes of a store key!".getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path folder;
  private final SecureRandom random = new SecureRandom();
  private StandInKms kms;

  @BeforeEach
  void open() throws IOException {
    kms = new StandInKms();
  }

  @AfterEach
  void close() {
    kms.close();
  }

  private KmsKey key() {
    return key(StandInKms.KEY, kms.uri(), PATIENT, credentials(StandInKms.SECRET));
  }

  private static KmsKey key(
      String id, URI endpoint, Duration timeout, AwsCredentialsProvider credentials) {
    return new KmsKey(
        new KmsKey.Settings(id, Optional.of(StandInKms.REGION), Optional.of(endpoint), timeout),
        credentials);
  }

  private static AwsCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(StandInKms.ACCESS_KEY, secret));
  }

  @Test
  void whatWasWrappedOpensUnderItsNameAlone() {
    Bytes wrapped = key().wrap("store-key.1", SECRET);

    assertThat(new String(wrapped.toByteArray(), StandardCharsets.ISO_8859_1))
        .doesNotContain("store key");
    assertThat(key().unwrap("store-key.1", wrapped)).isEqualTo(SECRET);
    assertThatThrownBy(() -> key().unwrap("store-key.2", wrapped))
        .isInstanceOf(DataKey.DoesNotOpen.class);
    byte[] changed = wrapped.toByteArray();
    changed[changed.length - 1] ^= 1;
    assertThatThrownBy(() -> key().unwrap("store-key.1", Bytes.wrap(changed)))
        .isInstanceOf(DataKey.DoesNotOpen.class);
  }

  /// The stand-in looks at the signature with code of its own: another secret is refused.
  @Test
  void requestsAreSigned() {
    KmsKey wrong = key(StandInKms.KEY, kms.uri(), PATIENT, credentials("another secret"));
    refused(wrong, "does not take the credentials of this server (InvalidSignatureException)");
    KmsKey none = key(StandInKms.KEY, kms.uri(), PATIENT, AnonymousCredentialsProvider.create());
    refused(none, "does not take the credentials of this server (InvalidSignatureException)");
    assertThat(kms.answered()).isZero();
  }

  @Test
  void refusalsAreOneSentenceWithTheFix() {
    kms.always(Trouble.DENIED);
    refused(key(), "denies access to the key " + StandInKms.KEY + "; allow kms:Encrypt");
    kms.always(Trouble.DISABLED);
    refused(key(), "(DisabledException); enable it");
    kms.always(Trouble.THROTTLED);
    refused(key(), "too many requests");
    kms.always(Trouble.BROKEN);
    refused(key(), "(KMSInternalException); try again");
    kms.always(Trouble.ASYMMETRIC);
    refused(key(), "is not one that encrypts and decrypts; make a symmetric key");
    kms.always(Trouble.UNTIMELY);
    refused(key(), "(RequestExpired); correct them, and the clock if it is wrong");
    kms.wellAgain();
    refused(
        key("alias/none", kms.uri(), PATIENT, credentials(StandInKms.SECRET)),
        "does not know the key alias/none; correct keys.kms.keyId");
  }

  @Test
  void anAnswerOfSomebodyElseIsNotShown() {
    kms.always(Trouble.ELSEWHERE);
    refused(key(), "(HTTP 403); try again, and see who answers between this machine and");
    assertThatThrownBy(() -> key().unwrap("a", Bytes.wrap(new byte[40])))
        .isInstanceOf(KeysRefused.class)
        .hasMessageNotContaining("4711")
        .hasNoCause();
  }

  /// Neither what is wrapped nor the credentials.
  @Test
  void noSecretIsInARefusal() {
    for (Trouble trouble : List.of(Trouble.DENIED, Trouble.BROKEN, Trouble.ELSEWHERE)) {
      kms.always(trouble);
      Throwable refusal = catchThrowable(() -> key().wrap("store-key.1", SECRET));
      StringWriter all = new StringWriter();
      refusal.printStackTrace(new PrintWriter(all));
      assertThat(all.toString())
          .doesNotContain("store key")
          .doesNotContain(Base64.getEncoder().encodeToString(SECRET.reveal()))
          .doesNotContain(StandInKms.SECRET)
          .doesNotContain("111122223333:user");
    }
  }

  /// As when an alias was pointed to another key.
  @Test
  void whatAnotherKeyWrappedDoesNotOpen() {
    Bytes wrapped = key().wrap("store-key.1", SECRET);
    kms.always(Trouble.OTHER_KEY);
    assertThatThrownBy(() -> key().unwrap("store-key.1", wrapped))
        .isInstanceOf(DataKey.DoesNotOpen.class);
  }

  @Test
  void aPassingTroubleIsWaitedFor() {
    kms.next(Trouble.THROTTLED, Trouble.BROKEN);
    assertThat(key().unwrap("a", key().wrap("a", SECRET))).isEqualTo(SECRET);
    assertThat(kms.answered()).isEqualTo(2);
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUp() {
    kms.always(Trouble.SILENT);
    refused(
        key(StandInKms.KEY, kms.uri(), Duration.ofSeconds(1), credentials(StandInKms.SECRET)),
        "did not answer within 1000 ms; see that this machine reaches it");
  }

  @Test
  void oneThatDoesNotComeIsAskedForAgain() {
    assertThat(key().wrap("a", SECRET).size()).isPositive();
    kms.next(Trouble.SILENT);
    KmsKey impatient =
        key(StandInKms.KEY, kms.uri(), Duration.ofSeconds(6), credentials(StandInKms.SECRET));
    assertThat(impatient.wrap("a", SECRET).size()).isPositive();
  }

  @Test
  void nobodyThereIsNamed() {
    URI gone = kms.uri();
    kms.close();
    refused(
        key(StandInKms.KEY, gone, PATIENT, credentials(StandInKms.SECRET)),
        "AWS KMS cannot be reached at " + gone);
  }

  @Test
  void aWholeKeysFolderIsProtected() throws IOException {
    KeyProvider provider = new RemoteKeyProvider(key(), random);
    KeyProvider.Choice choice = KeyProvider.Choice.of(() -> provider);
    Path keys = folder.resolve("keys");
    KeysFolder made = KeysFolder.make(keys, choice, random);
    StoreKeys.Wrapped first = made.keys().storeKeys().wrap("owner", SECRET);
    made.makeGeneration(2);
    StoreKeys.Wrapped second = made.keys().storeKeys().wrap("owner", SECRET);
    assertThat(Files.exists(keys.resolve(KeysFolder.PROVIDER_FILE))).isFalse();

    KeysFolder again = KeysFolder.open(keys, choice, random);
    assertThat(again.keys().storeKeys().unwrap("owner", first)).isEqualTo(SECRET);
    assertThat(again.keys().storeKeys().unwrap("owner", second)).isEqualTo(SECRET);
    assertThat(second.generation()).isEqualTo(2);

    Files.copy(
        keys.resolve("store-key.1"),
        keys.resolve("store-key.2"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> KeysFolder.open(keys, choice, random))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("store-key.2 does not open");
  }

  private static void refused(KmsKey key, String says) {
    assertThatThrownBy(() -> key.wrap("store-key.1", SECRET))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining(says)
        .message()
        .hasSizeLessThan(300);
  }
}
