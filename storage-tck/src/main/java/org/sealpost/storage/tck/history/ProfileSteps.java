package org.sealpost.storage.tck.history;

import java.util.List;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;

/// Profiles, in few versions.
final class ProfileSteps {
  private static final int MAX_VERSIONS = 3;

  private final World world;
  private final Draws draws;
  private final List<Bytes> versions;

  ProfileSteps(World world) {
    this.world = world;
    this.draws = world.draws();
    this.versions = draws.hashes(5);
  }

  private Aci account() {
    return draws.oneOf(world.accounts()).record().aci();
  }

  void put() {
    Aci account = account();
    InboxId writer = world.someInbox();
    Bytes version = draws.oneOf(versions);
    Bytes sealed = draws.bytes(draws.between(0, 100));
    world.agree(storage -> storage.profiles().put(account, writer, version, sealed, MAX_VERSIONS));
  }

  void find() {
    Aci account = account();
    for (Bytes version : versions) {
      world.agree(storage -> storage.profiles().find(account, version));
    }
  }
}
