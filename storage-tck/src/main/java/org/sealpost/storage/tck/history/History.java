package org.sealpost.storage.tck.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sealpost.storage.tck.StoreUnderTest;

/// One random sequence of calls. Each step asks the store and the model for the same and compares
/// what they say; the clock goes on by a moment between steps, so that nothing is as old as
/// something else.
final class History {
  private static final int REMEMBERED = 12;

  /// @param weight how often it is drawn, beside the others
  private record Step(String name, int weight, Runnable action) {}

  private final World world;
  private final long seed;
  private final List<Step> wheel = new ArrayList<>();
  private final AccountSteps accounts;
  private final Deque<String> last = new ArrayDeque<>();

  /// @param faults the share of calls that fail
  History(StoreUnderTest store, long seed, double faults) {
    this.seed = seed;
    this.world = new World(store, seed, faults);
    this.accounts = new AccountSteps(world);
    KeySteps keys = new KeySteps(world);
    NameSteps names = new NameSteps(world);
    AuditSteps audit = new AuditSteps(world);
    InboxSteps inboxes = new InboxSteps(world);
    InboxSweeps sweeps = new InboxSweeps(world, inboxes);
    PreKeySteps preKeys = new PreKeySteps(world);
    MediaSteps media = new MediaSteps(world);
    ProfileSteps profiles = new ProfileSteps(world);
    RegistrationSteps registrations = new RegistrationSteps(world);
    List<Step> steps =
        List.of(
            new Step("reopen", 1, world::reopen),
            new Step("create account", 2, accounts::create),
            new Step("update account", 6, accounts::update),
            new Step("delete account", 2, accounts::delete),
            new Step("find account", 4, accounts::find),
            new Step("find former account", 5, accounts::findFormer),
            new Step("forget former account", 1, accounts::forgetFormer),
            new Step("sweep former accounts", 2, accounts::sweepFormer),
            new Step("reserve username", 5, names::reserve),
            new Step("confirm username", 5, names::confirm),
            new Step("update username", 2, names::update),
            new Step("find username", 4, names::find),
            new Step("sweep reservations", 2, names::sweep),
            new Step("look at data keys", 2, keys::look),
            new Step("put data key", 3, keys::putIfAbsent),
            new Step("rewrap", 3, keys::rewrap),
            new Step("retire generations", 1, keys::retire),
            new Step("add audit entries", 2, audit::add),
            new Step("sequence", 4, audit::sequence),
            new Step("look at audit", 3, audit::look),
            new Step("append", 70, inboxes::append),
            new Step("read", 20, inboxes::read),
            new Step("acknowledge", 12, inboxes::acknowledge),
            new Step("claim", 5, inboxes::claim),
            new Step("pass time", 4, inboxes::passTime),
            new Step("sweep inboxes", 3, sweeps::sweep),
            new Step("list abandoned", 2, sweeps::abandoned),
            new Step("purge", 3, sweeps::purge),
            new Step("totals", 3, sweeps::totals),
            new Step("publish prekeys", 5, preKeys::publish),
            new Step("take prekeys", 8, preKeys::take),
            new Step("look at prekeys", 4, preKeys::look),
            new Step("put profile", 7, profiles::put),
            new Step("find profile", 4, profiles::find),
            new Step("create media", 6, media::create),
            new Step("update media", 6, media::update),
            new Step("remove media", 4, media::remove),
            new Step("take what is due", 3, media::takeDue),
            new Step("end an owner of media", 1, media::end),
            new Step("look at media", 4, media::look),
            new Step("put invite", 6, registrations::putInvite),
            new Step("open session", 8, registrations::openSession),
            new Step("update session", 4, registrations::updateSession),
            new Step("redeem", 14, registrations::redeem),
            new Step("look at registrations", 4, registrations::look),
            new Step("sweep registrations", 1, registrations::sweep));
    for (Step step : steps) {
      for (int i = 0; i < step.weight(); i++) {
        wheel.add(step);
      }
    }
  }

  /// @throws AssertionError at the first difference, with the seed and the last steps
  void run(int steps) {
    for (int number = 1; number <= steps; number++) {
      world.passTime(Duration.ofMillis(1));
      Step step = world.draws().oneOf(wheel);
      remember(step.name());
      try {
        if (world.accounts().isEmpty()) {
          accounts.create();
        } else {
          step.action().run();
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed %d, step %d: the store and the model differ; the last steps were %s; replay with -Dsealpost.history.seed=%d"
                .formatted(seed, number, last, seed),
            e);
      }
    }
  }

  private void remember(String step) {
    last.addLast(step);
    if (last.size() > REMEMBERED) {
      last.removeFirst();
    }
  }
}
