package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;

/// The queue in front of the transactions, without a database.
class AppendsTest {
  private static AppendRequest request() {
    InboxEntry entry =
        new InboxEntry(
            new InboxId(UUID.randomUUID()),
            new EnvelopeId(UUID.randomUUID()),
            OneAccount.bytes(100),
            Instant.MAX,
            true);
    return new AppendRequest(
        new Aci(UUID.randomUUID()),
        DevicesVersion.FIRST,
        List.of(entry),
        new CompletableFuture<>());
  }

  /// Each account has a transaction of its own in flight, and there are many accounts.
  @Test
  void whatIsInFlightCountsToo() {
    CountDownLatch answering = new CountDownLatch(1);
    try (Appends appends =
        new Appends(batch -> answer(answering, batch), new Size(3, Long.MAX_VALUE))) {
      List<AppendRequest> taken = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        taken.add(request());
        appends.submit(taken.getLast());
      }
      assertThatThrownBy(() -> appends.submit(request())).isInstanceOf(StorageBusy.class);
      answering.countDown();
      taken.forEach(each -> assertThat(each.answer().join()).isNotNull());
    }
  }

  private static void answer(CountDownLatch answering, List<AppendRequest> batch) {
    try {
      answering.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    batch.forEach(each -> each.answer().complete(new AppendOutcome.DevicesChanged()));
  }

  @Test
  void whatIsAnsweredMakesRoom() {
    try (Appends appends =
        new Appends(
            batch -> batch.forEach(each -> each.answer().complete(new AppendOutcome.PrimaryFull())),
            new Size(1, 100))) {
      for (int i = 0; i < 100; i++) {
        AppendRequest request = request();
        submit(appends, request);
        assertThat(request.answer().join()).isEqualTo(new AppendOutcome.PrimaryFull());
      }
    }
  }

  /// Room is made right behind the answer.
  private static void submit(Appends appends, AppendRequest request) {
    while (true) {
      try {
        appends.submit(request);
        return;
      } catch (StorageBusy e) {
        Thread.onSpinWait();
      }
    }
  }
}
