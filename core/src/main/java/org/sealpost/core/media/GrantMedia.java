package org.sealpost.core.media;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.core.media.GrantOutcome.Granted;
import org.sealpost.core.media.GrantOutcome.OverQuota;
import org.sealpost.core.media.GrantOutcome.TooLarge;
import org.sealpost.core.media.GrantOutcome.TooOften;
import org.sealpost.core.stored.proto.StoredObjectRow;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.DirectGrants;

/// Lets accounts store and fetch objects. A grant to store is a row that takes its room of the
/// account's quota at once, before a byte comes. Sources: design section 8; media, sections 1 and
/// 7.
public final class GrantMedia {
  private static final int PACK_BYTES = 16;

  private final MediaRows rows;
  private final ReadMedia read;
  private final DirectGrants direct;
  private final Optional<URI> cdn;
  private final UploadTokens tokens;
  private final RateLimits limits;
  private final SecureRandom random;

  /// @param direct makes addresses at the store itself
  /// @param cdn what stands in front of downloads
  public GrantMedia(
      MediaRows rows,
      ReadMedia read,
      DirectGrants direct,
      Optional<URI> cdn,
      MacKey grants,
      RateLimits limits,
      SecureRandom random) {
    this.rows = rows;
    this.read = read;
    this.direct = direct;
    this.cdn = cdn;
    this.tokens = new UploadTokens(grants);
    this.limits = limits;
    this.random = random;
  }

  /// A place for an attachment that comes in pieces.
  ///
  /// @param uploadLength how long it will be, if that is known
  public GrantOutcome<AttachmentForm> attachmentForm(
      AuthenticatedDevice caller, OptionalLong uploadLength) {
    long max = uploadLength.orElse(rows.rules.maxAttachmentBytes());
    return attachment(
        caller,
        max,
        uploadLength,
        rows.now().plus(MediaRules.UPLOAD_LIFETIME),
        row -> new AttachmentForm(row.key(), tokens.token(row.key(), max, row.ends())));
  }

  /// A place for an attachment that the client writes at the store itself.
  public GrantOutcome<DirectUpload> directUpload(
      AuthenticatedDevice caller, DirectGrants.Body body) {
    if (body.length() < 1) {
      throw new IllegalArgumentException("an object has a length");
    }
    return attachment(
        caller,
        body.length(),
        OptionalLong.of(body.length()),
        rows.now().plus(rows.rules.grantLifetime()),
        row -> {
          DirectGrants.Upload upload = direct.upload(row.key(), body, row.ends());
          return new DirectUpload(row.key(), upload.address(), upload.headers(), row.ends());
        });
  }

  /// What is to be granted.
  private record Planned(MediaKey key, Instant ends) {}

  private <T> GrantOutcome<T> attachment(
      AuthenticatedDevice caller,
      long max,
      OptionalLong length,
      Instant ends,
      Function<Planned, T> grant) {
    if (max > rows.rules.maxAttachmentBytes()) {
      return new TooLarge<>(rows.rules.maxAttachmentBytes());
    }
    Optional<Duration> wait = take(RateLimit.ATTACHMENTS, caller);
    if (wait.isPresent()) {
      return new TooOften<>(wait.get());
    }
    MediaKey key = MediaKey.attachment(random(15));
    StoredObjectRow.Builder row =
        row(caller.account(), key, ends)
            .setUntilMillis(rows.now().plus(rows.rules.keepAttachments()).toEpochMilli());
    length.ifPresent(row::setLength);
    return granted(row.build(), length.orElse(0), max, () -> grant.apply(new Planned(key, ends)));
  }

  /// Where an object can be fetched. What is behind the address ends when the object does; the
  /// address may end before.
  public DownloadOutcome directDownload(AuthenticatedDevice caller, MediaKey key) {
    Optional<Duration> wait = take(RateLimit.DOWNLOADS, caller);
    if (wait.isPresent()) {
      return new DownloadOutcome.TooOften(wait.get());
    }
    if (!read.isThere(key)) {
      return new DownloadOutcome.NotFound();
    }
    Instant expires = rows.now().plus(rows.rules.grantLifetime());
    URI address =
        cdn.map(base -> URI.create(base + "/" + key.path()))
            .orElseGet(() -> direct.download(key, expires));
    return new DownloadOutcome.Granted(address, expires);
  }

  /// Places for the files of a sticker pack. The manifest's row has the room of all of them until
  /// it is there or its grant is over.
  ///
  /// @param stickers 1 to [MediaKey#MAX_STICKERS]
  public GrantOutcome<StickerPackForms> stickerPack(AuthenticatedDevice caller, int stickers) {
    if (stickers < 1 || stickers > MediaKey.MAX_STICKERS) {
      throw new IllegalArgumentException("a pack has 1 to " + MediaKey.MAX_STICKERS + " stickers");
    }
    Optional<Duration> wait = take(RateLimit.STICKER_PACKS, caller);
    if (wait.isPresent()) {
      return new TooOften<>(wait.get());
    }
    Bytes pack = random(PACK_BYTES);
    Instant now = rows.now();
    Instant ends = now.plus(MediaRules.FORM_LIFETIME);
    MediaKey manifest = MediaKey.stickerManifest(pack);
    long room = MediaRules.MAX_MANIFEST + stickers * MediaRules.MAX_STICKER;
    return granted(
        row(caller.account(), manifest, ends).build(),
        room,
        MediaRules.MAX_MANIFEST,
        () ->
            new StickerPackForms(
                HexFormat.of().formatHex(pack.unsafeArray()),
                tokens.form(manifest, MediaRules.MAX_MANIFEST, now, ends),
                IntStream.range(0, stickers)
                    .mapToObj(n ->
                        tokens.form(MediaKey.sticker(pack, n), MediaRules.MAX_STICKER, now, ends))
                    .toList()));
  }

  /// A place for a profile's avatar. It stays as long as that version of the profile names it.
  public GrantOutcome<PostForm> profileAvatar(AuthenticatedDevice caller, String profileVersion) {
    Optional<Duration> wait = take(RateLimit.AVATARS, caller);
    if (wait.isPresent()) {
      return new TooOften<>(wait.get());
    }
    MediaKey key = MediaKey.profileAvatar(random(16));
    Instant now = rows.now();
    Instant ends = now.plus(MediaRules.FORM_LIFETIME);
    return granted(
        row(caller.account(), key, ends).setProfileVersion(profileVersion).build(),
        MediaRules.MAX_PROFILE_AVATAR,
        MediaRules.MAX_PROFILE_AVATAR,
        () -> tokens.form(key, MediaRules.MAX_PROFILE_AVATAR, now, ends));
  }

  private Optional<Duration> take(RateLimit limit, AuthenticatedDevice caller) {
    return limits.take(limit, caller.account().aci().text());
  }

  private static StoredObjectRow.Builder row(Account account, MediaKey key, Instant ends) {
    return MediaRows.granted(key, account.aci(), account.pseudonym().bytes(), ends);
  }

  private <T> GrantOutcome<T> granted(
      StoredObjectRow row, long bytes, long maxBytes, java.util.function.Supplier<T> grant) {
    return switch (rows.create(row, bytes, maxBytes)) {
      case WRITTEN -> {
        rows.totals.count(MediaTotals.What.GRANTED);
        yield new Granted<>(grant.get());
      }
      case OVER_QUOTA -> {
        rows.totals.count(MediaTotals.What.OVER_QUOTA);
        yield new OverQuota<>(MediaRules.QUOTA_RETRY);
      }
      // A key that was drawn twice; the next one will not be.
      case MOVED -> throw new StorageUnavailable("a key of the media store was drawn twice");
    };
  }

  private Bytes random(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return Bytes.wrap(drawn);
  }
}
