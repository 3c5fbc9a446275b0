package org.sealpost.server.boot;

import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.config.MediaConfig;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.core.media.EndMedia;
import org.sealpost.core.media.GrantMedia;
import org.sealpost.core.media.MediaRows;
import org.sealpost.core.media.MediaRules;
import org.sealpost.core.media.MediaSweeper;
import org.sealpost.core.media.MediaTotals;
import org.sealpost.core.media.ReadMedia;
import org.sealpost.core.media.ResumableUploads;
import org.sealpost.core.media.SignedUrls;
import org.sealpost.core.media.WholeUploads;
import org.sealpost.core.profiles.ProfileAvatars;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.media.MediaDoors;
import org.sealpost.server.http.media.MediaResource;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.DirectGrants;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.media.MediaQuota;

/// Files that clients have encrypted.
final class MediaModule {
  final GrantMedia grant;
  final ReadMedia read;
  final ResumableUploads resumable;
  final WholeUploads whole;
  final EndMedia end;
  final MediaSweeper sweeper;
  final MediaTotals totals = new MediaTotals();
  final BlobStore blobs;

  /// Where this server honours direct grants itself.
  final Optional<SignedUrls> signed;

  /// Where clients reach this server, without a slash at the end.
  final Supplier<URI> publicUrl;

  private final Clock clock;

  /// @param url of the listener, known when it listens
  MediaModule(Ground ground, BlobsModule store, Supplier<URI> url) {
    MediaConfig config = ground.config.media();
    MacKey key = ground.keys.secrets().mediaGrants();
    blobs = store.store();
    clock = ground.clock;
    publicUrl = () -> config.publicUrl().orElseGet(url);
    SignedUrls own = new SignedUrls(publicUrl, key, ground.clock);
    signed = store.grants().isPresent() ? Optional.empty() : Optional.of(own);
    DirectGrants direct = store.grants().orElse(own);
    MediaRows rows =
        new MediaRows(
            ground.storage.media(),
            ground.accounts,
            ground.keyring,
            ground.hashes,
            rules(config),
            totals,
            ground.clock);
    read =
        new ReadMedia(
            rows,
            blobs,
            switch (config.downloads()) {
              case STREAM -> Optional.empty();
              case REDIRECT -> Optional.of(direct);
            });
    grant =
        new GrantMedia(rows, read, direct, config.cdnBaseUrl(), key, ground.limits, ground.random);
    resumable = new ResumableUploads(rows, blobs, key);
    whole = new WholeUploads(rows, blobs, key);
    end = new EndMedia(rows, ground.tasks);
    sweeper =
        new MediaSweeper(
            rows,
            blobs,
            new ProfileAvatars(ground.storage.profiles(), ground.keyring, ground.hashes));
  }

  /// What is asked for with an account.
  List<Route> routes() {
    return new MediaResource(grant, publicUrl).routes();
  }

  /// What bytes go through.
  MediaDoors doors() {
    return new MediaDoors(read, resumable, whole, signed, publicUrl, clock);
  }

  static MediaRules rules(MediaConfig config) {
    return new MediaRules(
        config.attachments().maxBytes(),
        config.attachments().keep(),
        new MediaQuota(config.quota().bytes(), config.quota().objects()),
        config.grantLifetime(),
        config.transfers().minBytesPerSecond());
  }

  /// Hears what the connections hear, and which accounts are over.
  RetiredDevices hearing(RetiredDevices connections) {
    return new RetiredDevices() {
      @Override
      public void retired(Collection<InboxId> inboxes) {
        connections.retired(inboxes);
      }

      @Override
      public void accountOver(Aci account) {
        end.ended(account);
      }
    };
  }
}
