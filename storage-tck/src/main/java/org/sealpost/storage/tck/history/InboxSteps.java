package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.tck.StoreUnderTest;
import org.sealpost.storage.tck.history.World.Answers;

/// What devices and their senders do: append, read, acknowledge, claim.
final class InboxSteps {
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(30);

  private final World world;
  private final Draws draws;
  private final Map<InboxId, InboxWatch> watches = new HashMap<>();

  InboxSteps(World world) {
    this.world = world;
    this.draws = world.draws();
  }

  InboxWatch watch(InboxId inbox) {
    return watches.computeIfAbsent(inbox, _ -> new InboxWatch());
  }

  void append() {
    KnownAccount account = draws.oneOf(world.accounts());
    Optional<AccountRecord> ended = addressed();
    Aci aci = ended.orElse(account.record()).aci();
    DevicesVersion now = account.record().devicesVersion();
    DevicesVersion checked = draws.chance(0.05) ? new DevicesVersion(now.value() - 1) : now;
    List<InboxEntry> entries = ended.isPresent() ? toRetired() : request(account);
    Map<InboxId, Position> lastQueued = new HashMap<>();
    entries.forEach(
        entry -> lastKnown(entry.inbox()).ifPresent(last -> lastQueued.put(entry.inbox(), last)));
    Answers<AppendOutcome> answers =
        world.ask(storage -> storage.inboxes().append(aci, checked, entries));
    if (answers.isLost()) {
      entries.forEach(entry -> watch(entry.inbox()).forget(entry.id()));
    } else {
      compare(answers.store().orElseThrow(), answers.model().orElseThrow(), lastQueued);
    }
  }

  /// Hardly ever an account that was deleted. One that has its ACI again is another account.
  private Optional<AccountRecord> addressed() {
    return world
        .someEnded(0.02)
        .filter(ended ->
            world.accounts().stream().noneMatch(other -> other.record().aci().equals(ended.aci())));
  }

  /// To an inbox that nobody has any more: whose an inbox is, is not the store's to say.
  private List<InboxEntry> toRetired() {
    return world.retired().isEmpty()
        ? List.of()
        : List.of(entry(draws.oneOf(world.retired()), false));
  }

  /// To all devices, or to all that a sender knew of; some of it sent before.
  private List<InboxEntry> request(KnownAccount account) {
    List<InboxEntry> entries = new ArrayList<>();
    for (InboxId inbox : account.devices()) {
      if (draws.chance(0.8)) {
        entries.add(entry(inbox, inbox.equals(account.devices().getFirst())));
      }
    }
    if (!world.retired().isEmpty() && draws.chance(0.03)) {
      entries.add(entry(draws.oneOf(world.retired()), false));
    }
    if (!entries.isEmpty() && draws.chance(0.05)) {
      entries.add(entries.getFirst());
    }
    return entries;
  }

  private InboxEntry entry(InboxId inbox, boolean primary) {
    Bytes sealed = draws.bytes(size(inbox));
    return new InboxEntry(inbox, id(inbox), sealed, world.now().plus(TIME_TO_LIVE), primary);
  }

  /// One inbox in two gets large ones, and is full by bytes before it is full by count.
  private int size(InboxId inbox) {
    boolean large = inbox.uuid().getMostSignificantBits() % 2 == 0;
    return draws.chance(0.9) == large
        ? draws.between(1_000, StoreUnderTest.LIMITS.envelopeBytes())
        : draws.between(0, 60);
  }

  /// New, or queued in this inbox or in another, or expired here and perhaps not swept.
  private EnvelopeId id(InboxId inbox) {
    List<EnvelopeId> known =
        switch (draws.between(1, 10)) {
          case 1, 2 -> ids(inbox);
          case 3 -> ids(world.someInbox());
          case 4 -> List.copyOf(watch(inbox).expired());
          default -> List.of();
        };
    return known.isEmpty() ? new EnvelopeId(draws.uuid()) : draws.oneOf(known);
  }

  private List<EnvelopeId> ids(InboxId inbox) {
    return queued(inbox).stream().map(QueuedEnvelope::id).toList();
  }

  private Optional<Position> lastKnown(InboxId inbox) {
    List<QueuedEnvelope> queued = queued(inbox);
    return queued.isEmpty() ? Optional.empty() : watch(inbox).positionOf(queued.getLast().id());
  }

  /// As the model has it.
  private List<QueuedEnvelope> queued(InboxId inbox) {
    return world
        .model()
        .inboxes()
        .read(inbox, Position.START, Integer.MAX_VALUE, Long.MAX_VALUE)
        .envelopes();
  }

  private void compare(
      AppendOutcome store, AppendOutcome model, Map<InboxId, Position> lastQueued) {
    if (!(store instanceof AppendOutcome.Stored(var placed, var gaps))
        || !(model instanceof AppendOutcome.Stored(var asPlaced, var asGaps))) {
      assertThat(store).isEqualTo(model);
      return;
    }
    assertThat(gaps).containsExactlyInAnyOrderElementsOf(asGaps);
    assertThat(placed.stream().map(InboxSteps::withoutPositions))
        .containsExactlyElementsOf(asPlaced.stream().map(InboxSteps::withoutPositions).toList());
    for (Placed each : placed) {
      watch(each.inbox()).placed(each, Optional.ofNullable(lastQueued.get(each.inbox())));
      if (!each.repeat()) {
        lastQueued.put(each.inbox(), each.position());
      }
    }
  }

  private static Placed withoutPositions(Placed placed) {
    return new Placed(
        placed.inbox(), placed.id(), Position.START, Optional.empty(), placed.repeat());
  }

  void read() {
    InboxId inbox = world.someInbox();
    InboxWatch.Cursor after = draws.oneOf(watch(inbox).cursors());
    int max = draws.chance(0.5) ? draws.between(1, 6) : 1_000;
    long maxBytes = draws.chance(0.3) ? pageBytes(inbox) : Long.MAX_VALUE;
    Answers<InboxPage> answers =
        world.ask(
            storage -> storage.inboxes().read(inbox, after.store(), max, maxBytes),
            storage -> storage.inboxes().read(inbox, after.model(), max, maxBytes));
    if (!answers.isLost()) {
      compare(inbox, answers.store().orElseThrow(), answers.model().orElseThrow());
    }
  }

  /// What the first few weigh together, or one byte less.
  private long pageBytes(InboxId inbox) {
    long first =
        queued(inbox).stream()
            .limit(draws.between(1, 4))
            .mapToLong(envelope -> envelope.sealed().size())
            .sum();
    return Math.max(1, first - draws.between(0, 1));
  }

  private void compare(InboxId inbox, InboxPage store, InboxPage model) {
    assertThat(store.envelopes().stream().map(InboxSteps::withoutPosition))
        .containsExactlyElementsOf(
            model.envelopes().stream().map(InboxSteps::withoutPosition).toList());
    assertThat(store.more()).isEqualTo(model.more());
    assertThat(store.envelopes()).extracting(QueuedEnvelope::position).isSorted();
    for (int i = 0; i < store.envelopes().size(); i++) {
      QueuedEnvelope shown = store.envelopes().get(i);
      Position asModel = model.envelopes().get(i).position();
      watch(inbox).shown(shown.id(), new InboxWatch.Cursor(shown.position(), asModel));
    }
    compare(inbox, store.epoch(), model.epoch());
  }

  private static QueuedEnvelope withoutPosition(QueuedEnvelope shown) {
    return new QueuedEnvelope(Position.START, shown.id(), shown.sealed());
  }

  /// Zero before the first claim and for an inbox that is not there.
  private void compare(InboxId inbox, Epoch store, Epoch model) {
    if (model.value() == 0) {
      assertThat(store).isEqualTo(model);
    } else {
      watch(inbox).readAt(store);
    }
  }

  void claim() {
    InboxId inbox = world.someInbox();
    var answers = world.ask(storage -> storage.inboxes().claim(inbox));
    if (answers.isLost()) {
      answers.model().ifPresent(_ -> watch(inbox).claimedWithoutAnswer());
      return;
    }
    var model = answers.model().orElseThrow();
    var store = answers.store().orElseThrow();
    assertThat(store.gaps()).isEqualTo(model.gaps());
    if (model.epoch().value() == 0) {
      assertThat(store).isEqualTo(model);
    } else {
      watch(inbox).claimed(store.epoch());
    }
  }

  /// Mostly what is queued, oldest first, as a device does; some of it long gone. One device in
  /// three takes nothing, so that its inbox is full one day.
  void acknowledge() {
    InboxId inbox = world.someInbox();
    if (inbox.uuid().getLeastSignificantBits() % 3 == 0) {
      return;
    }
    List<EnvelopeId> queued = ids(inbox);
    List<EnvelopeId> ids =
        new ArrayList<>(queued.subList(0, draws.between(0, Math.min(8, queued.size()))));
    if (draws.chance(0.2)) {
      ids.add(new EnvelopeId(draws.uuid()));
    }
    if (!queued.isEmpty() && draws.chance(0.3)) {
      ids.add(draws.oneOf(queued));
    }
    List<EnvelopeId> expired =
        watch(inbox).expired().stream().filter(_ -> draws.chance(0.05)).toList();
    ids.addAll(expired);
    var answers = world.ask(storage -> storage.inboxes().acknowledge(inbox, ids));
    if (!answers.isLost()) {
      int removed = answers.model().orElseThrow();
      assertThat(answers.store().orElseThrow()).isBetween(removed, removed + expired.size());
      expired.forEach(watch(inbox).expired()::remove);
    }
  }

  /// What was queued and is not shown any more goes from the model at once; the store has until the
  /// next sweep.
  void passTime() {
    Map<InboxId, List<QueuedEnvelope>> before = new HashMap<>();
    for (KnownAccount account : world.accounts()) {
      account.devices().forEach(inbox -> before.put(inbox, queued(inbox)));
    }
    world.passTime(Duration.ofSeconds(draws.between(1, 240)));
    before.forEach((inbox, envelopes) -> {
      List<QueuedEnvelope> after = queued(inbox);
      envelopes.stream()
          .filter(envelope -> !after.contains(envelope))
          .forEach(envelope -> watch(inbox).expired().add(envelope.id()));
    });
    int _ = world.model().inboxes().sweepExpired(Integer.MAX_VALUE);
  }

  Stream<InboxWatch> watches() {
    return watches.values().stream();
  }
}
