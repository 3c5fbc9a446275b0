package org.sealpost.core.atrest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.RegistrationOutcome;
import org.sealpost.core.accounts.VerificationSession;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;

/// Rotations one after the other, each of which destroys what was before, while accounts are made,
/// registered anew and deleted: whoever was answered is there, and opens, in this process and in
/// the next.
@Timeout(120)
class RotationUnderLoadTest {
  private static final int PEOPLE = 4;
  private static final int ROUNDS = 12;

  @TempDir private Path folder;

  /// One person, again and again.
  private static Optional<Account> live(TestCore core, TestClient client, boolean ends) {
    Optional<Account> account = Optional.empty();
    for (int round = 0; round < ROUNDS; round++) {
      account = Optional.of(register(core, client));
      if (round % 3 == 1) {
        assertThat(core.deleteAccount.delete(client.number, Actor.PERSON)).isTrue();
        account = Optional.empty();
      }
    }
    if (ends && account.isPresent()) {
      assertThat(core.deleteAccount.delete(client.number, Actor.PERSON)).isTrue();
      account = Optional.empty();
    }
    return account;
  }

  /// Sessions are few here: another person's may have pushed this one's out.
  private static Account register(TestCore core, TestClient client) {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      // Who was verified in the moment in which the last account ended is not let in.
      core.clock.advance(Duration.ofMillis(5));
      try {
        VerificationSession session = client.verify(core);
        RegistrationOutcome outcome = core.register.register(client.registration(session.id()));
        if (!(outcome instanceof RegistrationOutcome.SessionNotVerified)) {
          return TestClient.registered(outcome).account();
        }
      } catch (NoSuchElementException e) {
        // the same
      }
    }
    throw new AssertionError("nobody lets this person in");
  }

  private static int rotate(TestCore core, AtomicBoolean over) {
    int rotations = 0;
    do {
      core.rotate.begin(true);
      boolean finished = false;
      while (!finished) {
        finished = core.rotate.next() instanceof RotationPiece.Finished;
      }
      rotations++;
    } while (!over.get());
    return rotations;
  }

  @Test
  void whoWasAnsweredIsThereAndOpens() throws Exception {
    List<TestClient> people = new ArrayList<>();
    List<Optional<Account>> accounts = new ArrayList<>();
    int newest;
    try (TestCore core = new TestCore(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean over = new AtomicBoolean();
      Future<Integer> rotations = threads.submit(() -> rotate(core, over));
      List<Future<Optional<Account>>> lives = new ArrayList<>();
      for (int i = 0; i < PEOPLE; i++) {
        TestClient client = new TestClient("+1555000111" + i);
        boolean ends = i == 0;
        people.add(client);
        lives.add(threads.submit(() -> live(core, client, ends)));
      }
      try {
        for (Future<Optional<Account>> life : lives) {
          accounts.add(life.get());
        }
      } finally {
        over.set(true);
      }
      assertThat(rotations.get()).isGreaterThan(1);
      newest = core.serverKeys.storeKeys().newest();
      assertThat(newest).isEqualTo(rotations.get() + 1);
    } catch (StorageUnavailable e) {
      throw new AssertionError("a rotation got in somebody's way", e);
    }
    try (TestCore core = TestCore.again(folder)) {
      assertThat(core.serverKeys.storeKeys().has(newest - 1)).isFalse();
      assertThat(core.storage.dataKeys().wrappedBefore(newest, 1)).isEmpty();
      for (int i = 0; i < PEOPLE; i++) {
        Optional<Account> there = core.accounts.findByNumber(people.get(i).number);
        assertThat(there.map(Account::aci)).isEqualTo(accounts.get(i).map(Account::aci));
        there.ifPresent(account ->
            assertThat(core.storage.dataKeys().find(new KeyOwner.OfAccount(account.aci())))
                .map(WrappedKey::generation)
                .contains(newest));
      }
    }
  }
}
