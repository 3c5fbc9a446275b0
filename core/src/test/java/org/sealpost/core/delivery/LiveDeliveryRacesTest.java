package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.Races;
import org.sealpost.core.TestClient;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;

/// A device that connects anew all the time, while several senders write to it: real threads, real
/// tasks, SQLite. Nothing is lost, each sender's order holds on every connection, and what was
/// answered does not wait any more in the end.
class LiveDeliveryRacesTest {
  private static final int SENDERS = 3;
  private static final int EACH = 300;

  /// Deliveries after which the device opens a newer connection; the older one ends a while later.
  private static final int CONNECTION = 40;

  @TempDir Path folder;
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private SendDesk desk;
  private ConnectedDevices devices;
  private Account alice;

  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final CountDownLatch all = new CountDownLatch(SENDERS * EACH);
  private final AtomicReference<@Nullable AssertionError> fault = new AtomicReference<>();

  @BeforeEach
  void register() {
    desk = new SendDesk(folder);
    devices = new ConnectedDevices(desk.inboxes(), desk.limits, tasks, desk.core.clock);
    alice = new TestClient("+15550001111").register(desk.core);
  }

  @AfterEach
  void close() {
    tasks.close();
    desk.close();
  }

  @Test
  void nothingIsLostOrOutOfOrderWhileConnectionsComeAndGo() throws Exception {
    new Socket().open();
    List<Callable<Integer>> senders = new ArrayList<>();
    IntStream.range(0, SENDERS).forEach(number -> senders.add(() -> send(number)));
    Races.run(senders);

    assertThat(all.await(1, TimeUnit.MINUTES)).as("everything arrives").isTrue();
    assertThat(fault.get()).isNull();
    assertThat(received).hasSize(SENDERS * EACH);
    assertThat(emptied()).as("what was answered is removed").isTrue();
  }

  private int send(int number) {
    SendMessage sending = desk.sending(devices);
    for (int i = 0; i < EACH; i++) {
      List<DeviceMessage> message =
          SendDesk.contents(number + "." + i, alice.aci(), alice.devices());
      assertThat(sending.send(SendDesk.from(Optional.empty(), alice, alice.aci(), message)))
          .isEqualTo(new SendOutcome.Accepted(false));
    }
    return number;
  }

  /// Another connection, which makes the older ones' answers the last, until the inbox is empty.
  private boolean emptied() throws InterruptedException {
    for (int tries = 0; tries < 200; tries++) {
      Socket last = new Socket();
      last.open();
      if (!last.empty.await(1, TimeUnit.MINUTES)) {
        return false;
      }
      if (last.heardEmpty && last.given.get() == 0) {
        return true;
      }
    }
    return false;
  }

  /// One connection of the device. Answers in a task of its own.
  private final class Socket implements DeviceTransport {
    private final Map<Integer, Integer> lastOfSender = new HashMap<>();
    private final AtomicInteger given = new AtomicInteger();
    private final CountDownLatch empty = new CountDownLatch(1);
    private volatile boolean heardEmpty;
    private final AtomicInteger within = new AtomicInteger();
    private final AtomicReference<@Nullable DeviceConnection> connection = new AtomicReference<>();

    void open() {
      DeviceConnection made =
          devices
              .connect(new AuthenticatedDevice(alice, alice.device(1).orElseThrow()), this)
              .orElseThrow();
      connection.set(made);
      made.start();
    }

    @Override
    public void deliver(Delivery delivery) {
      require(within.incrementAndGet() == 1, "calls come one at a time");
      String[] label = DeliveryOracle.label(delivery.envelope()).split("\\.", 2);
      int sender = Integer.parseInt(label[0]);
      int number = Integer.parseInt(label[1]);
      Integer last = lastOfSender.put(sender, number);
      require(last == null || last < number, "a sender's order holds");
      boolean newer = given.incrementAndGet() == CONNECTION;
      tasks.execute(() -> {
        if (newer) {
          new Socket().open();
        }
        DeviceConnection made = connection.get();
        if (made != null) {
          made.answered(delivery.id(), true);
        }
        if (received.add(sender + "." + number)) {
          all.countDown();
        }
      });
      within.decrementAndGet();
    }

    private void require(boolean holds, String promise) {
      if (!holds) {
        fault.compareAndSet(null, new AssertionError(promise));
      }
    }

    @Override
    public void queueEmpty(long gaps) {
      heardEmpty = true;
      empty.countDown();
    }

    @Override
    public void close(CloseReason reason) {
      empty.countDown();
      DeviceConnection made = connection.get();
      if (made != null) {
        tasks.execute(made::closed);
      }
    }
  }
}
