package org.sealpost.server.boot;

import java.util.List;
import org.sealpost.audit.log.Sequencer;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.about.AboutResource;

/// The domain, one module for each feature, over one ground.
final class Core {
  final Ground ground;
  final DeliveryModule delivery;
  final AccountsModule accounts;
  final DevicesModule devices;
  final MediaModule media;
  final Sequencer sequencer;
  private final PreKeysModule preKeys;
  private final ProfilesModule profiles;

  Core(Ground ground, MediaModule media) {
    this.ground = ground;
    this.media = media;
    delivery = new DeliveryModule(ground);
    devices = new DevicesModule(ground, delivery);
    accounts = new AccountsModule(ground, delivery, media.hearing(devices.retired));
    preKeys = new PreKeysModule(ground);
    profiles = new ProfilesModule(ground, media);
    sequencer = new Sequencer(ground.storage.audit());
  }

  /// The endpoint table: every row that is served, over HTTP and in sockets.
  List<Route> routes() {
    return Route.table(
        about(ground.config).routes(),
        accounts.routes(),
        devices.routes(),
        preKeys.routes(),
        profiles.routes(),
        media.routes(),
        delivery.routes());
  }

  private static AboutResource about(SealpostConfig config) {
    return new AboutResource(
        new AboutResource.About("Sealpost", Version.TEXT, "AGPL-3.0-only", config.source()));
  }
}
