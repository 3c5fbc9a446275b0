package org.sealpost.core.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.sealpost.blobs.disk.DiskBlobs;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.DirectGrants;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaUse;
import org.sealpost.storage.tck.blobs.SeededContent;

/// Media over SQLite and a folder, put together as a server does it, with one account that has 1
/// 000 bytes and 10 objects.
final class MediaWorld implements AutoCloseable {
  static final MediaQuota QUOTA = new MediaQuota(1_000, 10);
  static final long MAX = 800;

  final TestCore core;
  final Path files;
  final FaultyBlobs blobs;
  final MediaRules rules;
  final MediaTotals totals = new MediaTotals();
  final MediaRows rows;
  final ReadMedia read;
  final GrantMedia grant;
  final ResumableUploads resumable;
  final WholeUploads whole;
  final EndMedia end;
  final SignedUrls urls;
  final MediaSweeper sweeper;

  /// Paths of avatars that profiles name.
  final Set<String> named = new HashSet<>();

  final TestClient alice = new TestClient("+15550001111");
  final Account account;
  final AuthenticatedDevice device;

  MediaWorld(Path folder) {
    this(folder, QUOTA);
  }

  MediaWorld(Path folder, MediaQuota quota) {
    core = new TestCore(folder);
    files = folder.resolve("media");
    blobs = new FaultyBlobs(DiskBlobs.open(files, 0));
    rules = new MediaRules(MAX, Duration.ofDays(45), quota, Duration.ofMinutes(15), 1_024);
    MacKey key = core.serverKeys.secrets().mediaGrants();
    urls = new SignedUrls(() -> URI.create("https://chat.example:8443"), key, core.clock);
    rows =
        new MediaRows(
            core.storage.media(),
            core.accounts,
            core.keyring,
            core.hashes,
            rules,
            totals,
            core.clock);
    read = new ReadMedia(rows, blobs, Optional.empty());
    grant =
        new GrantMedia(
            rows,
            read,
            urls,
            Optional.empty(),
            key,
            new RateLimits(java.util.Map.of(), 1_000, core.clock, core.random),
            core.random);
    resumable = new ResumableUploads(rows, blobs, key);
    whole = new WholeUploads(rows, blobs, key);
    end = new EndMedia(rows, Runnable::run);
    sweeper = new MediaSweeper(rows, blobs, (_, _, avatar) -> named.contains(avatar.path()));
    account = alice.register(core);
    device = alice.primary(core, account);
  }

  static <T> T granted(GrantOutcome<T> outcome) {
    if (outcome instanceof GrantOutcome.Granted<T>(T grant)) {
      return grant;
    }
    throw new AssertionError("not granted: " + outcome);
  }

  AttachmentForm form() {
    return granted(grant.attachmentForm(device, OptionalLong.empty()));
  }

  /// A form of an upload that has begun.
  AttachmentForm begun() {
    AttachmentForm form = form();
    resumable.create(form.key(), form.token());
    return form;
  }

  DirectUpload direct(long length) {
    return granted(grant.directUpload(device, new DirectGrants.Body(length, Optional.empty())));
  }

  /// The key of an attachment of so many bytes that is there.
  MediaKey attachment(int length) throws IOException {
    MediaKey key = direct(length).key();
    whole.put(key, new DirectGrants.Body(length, Optional.empty()), body(length));
    return key;
  }

  static Incoming body(int length) {
    return incoming(content(length).stream());
  }

  static SeededContent content(int length) {
    return new SeededContent(length, length);
  }

  static Incoming incoming(InputStream bytes) {
    return new Incoming(bytes, () -> {});
  }

  static Incoming bytes(byte[] bytes) {
    return incoming(new ByteArrayInputStream(bytes));
  }

  MediaUse use() {
    return core.storage.media().use(rows.owner(account.aci()));
  }

  boolean isThere(MediaKey key) {
    return read.find(key) instanceof ReadOutcome.Here;
  }

  Optional<Bytes> content(MediaKey key) throws IOException {
    if (!(read.find(key) instanceof ReadOutcome.Here(StoredObject object))) {
      return Optional.empty();
    }
    try (InputStream in = object.open(0, object.bytes()).orElseThrow()) {
      return Optional.of(Bytes.wrap(in.readAllBytes()));
    }
  }

  /// Everything under the blob store's folder that has bytes, but for its mark.
  List<Path> filesThere() throws IOException {
    try (Stream<Path> all = Files.walk(files)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("sealpost-blobs"))
          .filter(file -> file.toFile().length() > 0)
          .toList();
    }
  }

  @Override
  public void close() {
    blobs.close();
    core.close();
  }
}
