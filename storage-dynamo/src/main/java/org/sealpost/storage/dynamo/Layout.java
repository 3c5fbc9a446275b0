package org.sealpost.storage.dynamo;

import java.nio.charset.StandardCharsets;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOwner;

/// Where each item stands. Drawn in the package's documentation.
final class Layout {
  private static final Bytes ONLY = Attr.key('-');

  private Layout() {}

  // Accounts.

  private static Bytes account(Aci aci) {
    return Attr.key('a', Uuids.toBytes(aci.uuid()));
  }

  static ItemKey document(Aci aci) {
    return new ItemKey(Table.ACCOUNTS, account(aci), Attr.key('d'));
  }

  static ItemKey byPni(Pni pni) {
    return new ItemKey(Table.ACCOUNTS, Attr.key('p', Uuids.toBytes(pni.uuid())), ONLY);
  }

  static ItemKey byNumber(Bytes numberHash) {
    return new ItemKey(Table.ACCOUNTS, Attr.key('n', numberHash), ONLY);
  }

  /// What is remembered of an account that had the number.
  static ItemKey former(Bytes numberHash) {
    return new ItemKey(Table.ACCOUNTS, Attr.key('n', numberHash), Attr.key('f'));
  }

  private static Bytes username(Bytes usernameHash) {
    return Attr.key('u', usernameHash);
  }

  static ItemKey byUsername(Bytes usernameHash) {
    return new ItemKey(Table.ACCOUNTS, username(usernameHash), ONLY);
  }

  /// Who has reserved it.
  static ItemKey reservedUsername(Bytes usernameHash) {
    return new ItemKey(Table.ACCOUNTS, username(usernameHash), Attr.key('r'));
  }

  static ItemKey byUsernameLink(Bytes usernameLinkHash) {
    return new ItemKey(Table.ACCOUNTS, Attr.key('l', usernameLinkHash), ONLY);
  }

  /// What the account has reserved.
  static ItemKey reservation(Aci aci) {
    return new ItemKey(Table.ACCOUNTS, account(aci), Attr.key('r'));
  }

  static ItemKey dataKey(KeyOwner owner) {
    Bytes partition =
        switch (owner) {
          case KeyOwner.OfAccount(Aci aci) -> account(aci);
          case KeyOwner.Rest _ -> Attr.key('r');
        };
    return new ItemKey(Table.ACCOUNTS, partition, Attr.key('k'));
  }

  static ItemKey profileIndex(Aci aci) {
    return new ItemKey(Table.ACCOUNTS, account(aci), Attr.key('i'));
  }

  static ItemKey profile(Aci aci, Bytes generation, Bytes versionHash) {
    return new ItemKey(Table.ACCOUNTS, account(aci), Attr.key('v', generation, versionHash));
  }

  static Range profiles(Aci aci) {
    return Range.prefix(Table.ACCOUNTS, account(aci), Attr.key('v'));
  }

  /// The row of an object.
  static ItemKey media(MediaId id) {
    return new ItemKey(Table.ACCOUNTS, Attr.key('m', id.hash()), Attr.key('m'));
  }

  private static Bytes mediaOwner(MediaOwner owner) {
    return Attr.key('o', owner.hash());
  }

  /// What an owner has.
  static ItemKey mediaUse(MediaOwner owner) {
    return new ItemKey(Table.ACCOUNTS, mediaOwner(owner), Attr.key('u'));
  }

  /// That the object is the owner's.
  static ItemKey ownedMedia(MediaOwner owner, MediaId id) {
    return new ItemKey(Table.ACCOUNTS, mediaOwner(owner), Attr.key('m', id.hash()));
  }

  static Range ownedMedia(MediaOwner owner) {
    return Range.prefix(Table.ACCOUNTS, mediaOwner(owner), Attr.key('m'));
  }

  static MediaId ownedMediaId(Item owned) {
    return new MediaId(owned.sort().slice(1, owned.sort().size()));
  }

  // Inboxes.

  static Bytes partition(InboxId inbox) {
    return Bytes.wrap(inbox.toBytes());
  }

  static ItemKey head(InboxId inbox) {
    return new ItemKey(Table.INBOXES, partition(inbox), Attr.key('h'));
  }

  static ItemKey envelope(InboxId inbox, Position position) {
    return new ItemKey(Table.INBOXES, partition(inbox), envelopeSort(position.value()));
  }

  static ItemKey marker(InboxId inbox, EnvelopeId id) {
    return new ItemKey(Table.INBOXES, partition(inbox), Attr.key('m', id.toBytes()));
  }

  /// Positions from the first to the last, both included.
  static Range envelopes(InboxId inbox, long first, long last) {
    return Range.of(
        Table.INBOXES, partition(inbox), envelopeSort(first), envelopeSort(Math.max(first, last)));
  }

  private static Bytes envelopeSort(long position) {
    return Attr.key('e', position);
  }

  static Position position(Item envelope) {
    return new Position(envelope.sortFrom(1).getLong());
  }

  // Prekeys.

  static ItemKey pointer(InboxId device, IdentityType identity) {
    return new ItemKey(Table.PREKEYS, partition(device), Attr.key('p', letter(identity)));
  }

  static ItemKey oneTime(
      InboxId device, IdentityType identity, char kind, Bytes generation, int number) {
    return new ItemKey(
        Table.PREKEYS,
        partition(device),
        Attr.key('o', letter(identity), kind, generation, number));
  }

  /// One generation, in the order in which its keys are to be handed out.
  static Range oneTime(InboxId device, IdentityType identity, char kind, Bytes generation) {
    return Range.prefix(
        Table.PREKEYS, partition(device), Attr.key('o', letter(identity), kind, generation));
  }

  static Range allGenerations(InboxId device, IdentityType identity, char kind) {
    return Range.prefix(Table.PREKEYS, partition(device), Attr.key('o', letter(identity), kind));
  }

  static Range allPreKeys(InboxId device) {
    return Range.prefix(Table.PREKEYS, partition(device), Bytes.EMPTY);
  }

  private static char letter(IdentityType identity) {
    return switch (identity) {
      case ACI -> 'a';
      case PNI -> 'p';
    };
  }

  // The registry.

  /// @param parts what distinguishes one of several
  static Bytes registry(String name, Object... parts) {
    return Attr.key(name.getBytes(StandardCharsets.US_ASCII), Attr.key(parts));
  }

  static ItemKey registryItem(Bytes partition) {
    return new ItemKey(Table.REGISTRY, partition, ONLY);
  }

  static ItemKey registryItem(Bytes partition, Bytes sort) {
    return new ItemKey(Table.REGISTRY, partition, sort);
  }

  static Range registry(Bytes partition) {
    return Range.prefix(Table.REGISTRY, partition, Bytes.EMPTY);
  }

  /// There while the tables are being filled by a copy.
  static ItemKey copying() {
    return registryItem(registry("copying"));
  }

  /// An account whose profile versions nobody finds any more, until they are removed.
  static ItemKey forgottenProfiles(Aci aci) {
    return registryItem(registry("forgotten"), Bytes.wrap(Uuids.toBytes(aci.uuid())));
  }

  static Range forgottenProfiles() {
    return registry(registry("forgotten"));
  }

  static ItemKey schemaVersion() {
    return registryItem(registry("schema"));
  }

  static ItemKey abandoned(InboxId inbox) {
    return registryItem(registry("abandoned"), partition(inbox));
  }

  static Range abandoned() {
    return registry(registry("abandoned"));
  }
}
