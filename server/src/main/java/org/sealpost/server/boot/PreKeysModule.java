package org.sealpost.server.boot;

import java.util.List;
import org.sealpost.core.keys.CheckPreKeys;
import org.sealpost.core.keys.CountPreKeys;
import org.sealpost.core.keys.FetchPreKeys;
import org.sealpost.core.keys.PublishPreKeys;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.keys.KeysResource;
import org.sealpost.storage.prekeys.PreKeyStore;

/// Prekeys: published, counted, handed out.
final class PreKeysModule {
  private final List<Route> routes;

  PreKeysModule(Ground ground) {
    PreKeyStore store = ground.storage.preKeys();
    routes =
        new KeysResource(
                new PublishPreKeys(
                    store, ground.accounts, ground.keyring, ground.preKeyCheck, ground.random),
                new CountPreKeys(store),
                new CheckPreKeys(store, ground.keyring),
                new FetchPreKeys(
                    store, ground.accounts, ground.anonymousAccess, ground.keyring, ground.limits),
                ground.limited)
            .routes();
  }

  List<Route> routes() {
    return routes;
  }
}
