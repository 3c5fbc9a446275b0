package org.sealpost.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// One seed, one clock, one agenda: everything that happens does so in one thread, at times that
/// the seed decides.
final class Simulation {
  private record Step(Instant at, long number, Runnable what) implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private static final int TRACE_LINES = 60;

  /// In good stories there are at most about ten.
  private static final int MOST_STEPS_AT_ONCE = 1_000;

  final SplittableRandom random;
  final ManualClock clock = new ManualClock();

  private final PriorityQueue<Step> agenda = new PriorityQueue<>();
  private final ArrayDeque<String> trace = new ArrayDeque<>();
  private final Instant start = clock.instant();
  private long steps;

  Simulation(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// With this probability.
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  void at(Instant time, Runnable what) {
    steps++;
    agenda.add(new Step(time.isBefore(clock.instant()) ? clock.instant() : time, steps, what));
  }

  void in(long millis, Runnable what) {
    at(clock.instant().plusMillis(millis), what);
  }

  /// Some time within so many milliseconds.
  void soon(int mostMillis, Runnable what) {
    in(between(0, mostMillis), what);
  }

  void run(Duration time) {
    Instant end = clock.instant().plus(time);
    int atOnce = 0;
    while (!agenda.isEmpty() && !agenda.peek().at().isAfter(end)) {
      Step step = agenda.poll();
      atOnce = step.at().equals(clock.instant()) ? atOnce + 1 : 0;
      if (atOnce > MOST_STEPS_AT_ONCE) {
        throw new AssertionError("time goes on: somebody asks for the same instant for ever");
      }
      clock.set(step.at());
      step.what().run();
    }
    clock.set(end);
  }

  /// The last lines are shown when something goes wrong.
  void log(String line) {
    if (trace.size() == TRACE_LINES) {
      trace.removeFirst();
    }
    long millis = Duration.between(start, clock.instant()).toMillis();
    trace.addLast(millis + " ms: " + line);
  }

  String trace() {
    return String.join("\n", trace);
  }
}
