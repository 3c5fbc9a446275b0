package org.sealpost.storage.tck.copy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.Storage;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaUse;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.TakenKeys;

/// All that a store gives to its devices until it has nothing left.
record Drained(
    List<Claim> claims,
    List<EnvelopeId> envelopes,
    List<Bytes> sealed,
    List<TakenKeys> keys,
    List<InboxId> abandoned,
    List<MediaRecord> due,
    List<MediaUse> uses) {
  private static final int PAGE = 500;

  static List<InboxId> inboxes(CopySource source) {
    List<InboxId> inboxes = new ArrayList<>();
    Optional<CopyCursor> at = Optional.of(CopyCursor.atBeginningOf(CopySection.INBOXES));
    while (at.isPresent()) {
      CopyPage page = source.read(at.get(), PAGE, 1 << 20);
      for (CopyRecord record : page.records()) {
        inboxes.add(((CopyRecord.OfInbox) record).inbox());
      }
      at = page.next();
    }
    return inboxes;
  }

  /// Of the devices that are there.
  static List<PreKeyOwner> owners(CopySource source) {
    List<PreKeyOwner> owners = new ArrayList<>();
    Optional<CopyCursor> at = Optional.of(CopyCursor.atBeginningOf(CopySection.REPEATED_USE_KEYS));
    while (at.isPresent()) {
      CopyPage page = source.read(at.get(), PAGE, 1 << 20);
      for (CopyRecord record : page.records()) {
        owners.add(((CopyRecord.OfRepeatedUseKeys) record).owner());
      }
      at = page.next();
    }
    return owners;
  }

  static List<MediaOwner> mediaOwners(CopySource source) {
    List<MediaOwner> owners = new ArrayList<>();
    Optional<CopyCursor> at = Optional.of(CopyCursor.atBeginningOf(CopySection.MEDIA));
    while (at.isPresent()) {
      CopyPage page = source.read(at.get(), PAGE, 1 << 20);
      for (CopyRecord record : page.records()) {
        owners.add(((CopyRecord.OfMedia) record).row().owner());
      }
      at = page.next();
    }
    return owners.stream().distinct().toList();
  }

  /// In the order of these lists, so that two stores can be compared.
  static Drained of(
      Storage storage,
      List<InboxId> inboxes,
      List<PreKeyOwner> owners,
      List<MediaOwner> mediaOwners) {
    Drained drained =
        new Drained(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            storage.inboxes().abandoned(10_000).stream()
                .sorted(Comparator.comparing(InboxId::uuid))
                .toList(),
            new ArrayList<>(),
            mediaOwners.stream().map(owner -> storage.media().use(owner)).toList());
    drained.end(storage, mediaOwners);
    for (InboxId inbox : inboxes) {
      drained.claims.add(storage.inboxes().claim(inbox));
      drained.drain(storage, inbox);
    }
    owners.forEach(owner -> drained.takeAll(storage, owner));
    return drained;
  }

  /// Every object is ended by its owner, and due then.
  private void end(Storage storage, List<MediaOwner> mediaOwners) {
    for (MediaOwner owner : mediaOwners) {
      int _ = storage.media().end(owner, Instant.EPOCH, 10_000);
    }
    storage.media().due(Instant.EPOCH, 10_000).stream()
        .sorted(
            Comparator.comparing(row -> HexFormat.of().formatHex(row.id().hash().unsafeArray())))
        .forEach(due::add);
  }

  private void drain(Storage storage, InboxId inbox) {
    Position after = Position.START;
    boolean more = true;
    while (more) {
      InboxPage page = storage.inboxes().read(inbox, after, PAGE, 1 << 20);
      for (QueuedEnvelope envelope : page.envelopes()) {
        envelopes.add(envelope.id());
        sealed.add(envelope.sealed());
        after = envelope.position();
      }
      storage
          .inboxes()
          .acknowledge(inbox, page.envelopes().stream().map(QueuedEnvelope::id).toList());
      more = page.more();
    }
  }

  /// The last answer has the repeated-use keys alone.
  private void takeAll(Storage storage, PreKeyOwner owner) {
    List<TakenKeys> taken = storage.preKeys().take(List.of(owner));
    while (taken.stream()
        .anyMatch(
            key -> Stream.of(key.ecOneTime(), key.kyberOneTime()).anyMatch(Optional::isPresent))) {
      keys.addAll(taken);
      taken = storage.preKeys().take(List.of(owner));
    }
    keys.addAll(taken);
  }
}
