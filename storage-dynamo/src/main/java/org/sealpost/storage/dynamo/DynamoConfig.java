package org.sealpost.storage.dynamo;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.inboxes.InboxLimits;

/// How to open a DynamoDB store. Start from [#in]. Credentials come from the SDK's default chain:
/// environment, profile, container, instance.
///
/// @param createTables makes tables that are not there; otherwise the store is not opened then
/// @param clock decides what has expired
public record DynamoConfig(
    Place place, boolean createTables, InboxLimits inboxLimits, Clock clock, Tuning tuning) {

  /// Where the tables are.
  ///
  /// @param endpoint in the service's place; plain HTTP on loopback alone
  /// @param tablePrefix what their names begin with
  public record Place(String region, Optional<URI> endpoint, String tablePrefix) {}

  /// Bounds.
  ///
  /// @param calls under way at a time
  /// @param queuedCalls that may wait; beyond it they fail with `StorageBusy`
  /// @param callTimeout how long one attempt of one call may take
  /// @param queuedAppends envelopes and bytes that may wait for their account's next transaction
  /// @param countedFor for so long a full inbox is not counted again, unless this node removed
  ///   something from it
  public record Tuning(
      int calls, int queuedCalls, Duration callTimeout, Size queuedAppends, Duration countedFor) {
    public static final Tuning DEFAULT =
        new Tuning(
            128, 4_096, Duration.ofSeconds(5), new Size(16_384, 64L << 20), Duration.ofSeconds(10));

    public Tuning {
      if (calls < 1 || queuedCalls < 1 || callTimeout.toMillis() < 100) {
        throw new IllegalArgumentException("a store needs room for a call, and time");
      }
    }
  }

  /// What a server runs with.
  public static DynamoConfig in(String region) {
    return new DynamoConfig(
        new Place(region, Optional.empty(), "sealpost-"),
        false,
        InboxLimits.DEFAULT,
        Clock.systemUTC(),
        Tuning.DEFAULT);
  }

  public DynamoConfig withEndpoint(Optional<URI> value) {
    return withPlace(new Place(place.region, value, place.tablePrefix));
  }

  public DynamoConfig withTablePrefix(String value) {
    return withPlace(new Place(place.region, place.endpoint, value));
  }

  private DynamoConfig withPlace(Place value) {
    return new DynamoConfig(value, createTables, inboxLimits, clock, tuning);
  }

  public DynamoConfig withCreateTables(boolean value) {
    return new DynamoConfig(place, value, inboxLimits, clock, tuning);
  }

  public DynamoConfig withInboxLimits(InboxLimits value) {
    return new DynamoConfig(place, createTables, value, clock, tuning);
  }

  public DynamoConfig withClock(Clock value) {
    return new DynamoConfig(place, createTables, inboxLimits, value, tuning);
  }

  public DynamoConfig withTuning(Tuning value) {
    return new DynamoConfig(place, createTables, inboxLimits, clock, value);
  }
}
