package org.sealpost.client.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.profile.Avatars;
import org.sealpost.client.profile.ProfileCipher;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.profile.ReadProfile.AvatarPlace;
import org.sealpost.client.transport.AnswerTooLong;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AvatarUploadForm;

class AvatarsTest {
  private static final AvatarUploadForm FORM =
      new AvatarUploadForm("profiles/abc", "c", "private", "a", "d", "p", "s");

  private final SecretBytes key = Profiles.freshKey();
  private final Bytes picture = picture(100_000);
  private PaperMedia server;
  private Transfers transfers;
  private Avatars avatars;

  @BeforeEach
  void start() throws Exception {
    server = new PaperMedia();
    transfers = new Transfers(HttpClient::newBuilder, Duration.ofSeconds(60));
    avatars = new Avatars(transfers, new MediaHost(server.base()), _ -> {});
  }

  @AfterEach
  void stop() {
    transfers.close();
    server.close();
  }

  private static Bytes picture(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private AvatarPlace place(SecretBytes with) {
    return new AvatarPlace("profiles/abc", new ProfileCipher(with));
  }

  @Test
  void aPictureGoesUpAsTheFormWantsAndComesDown() throws Exception {
    avatars.put(FORM, key, picture);
    assertThat(server.log)
        .containsExactly(
            "POST /",
            "acl=private",
            "key=profiles/abc",
            "policy=p",
            "Content-Type=application/octet-stream",
            "x-amz-algorithm=a",
            "x-amz-credential=c",
            "x-amz-date=d",
            "x-amz-signature=s",
            "file");
    Bytes object = Objects.requireNonNull(server.objects.get("profiles/abc"));
    assertThat(object.size()).isEqualTo(picture.size() + 28);
    assertThat(avatars.get(place(key))).contains(picture);
  }

  @Test
  void anotherKeyShowsNothing() throws Exception {
    avatars.put(FORM, key, picture);
    assertThat(avatars.get(place(Profiles.freshKey()))).isEmpty();
  }

  @Test
  void aPictureThatIsGoneIsNone() throws Exception {
    assertThat(avatars.get(place(key))).isEmpty();
  }

  @Test
  void aHostThatDoesNotTakeItIsAFailure() throws Exception {
    server.refusals.add(403);
    assertThatThrownBy(() -> avatars.put(FORM, key, picture))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("403");
  }

  @Test
  void moreThanAPictureCanHaveIsNotTaken() throws Exception {
    server.objects.put("profiles/abc", picture(Avatars.MAX_BYTES + 29));
    assertThatThrownBy(() -> avatars.get(place(key))).isInstanceOf(AnswerTooLong.class);
  }
}
