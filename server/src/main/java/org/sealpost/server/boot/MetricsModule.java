package org.sealpost.server.boot;

import java.util.Locale;
import java.util.function.ToLongFunction;
import org.sealpost.core.media.MediaTotals;
import org.sealpost.core.media.MediaTotals.What;
import org.sealpost.server.ops.Metrics;
import org.sealpost.storage.Storage;
import org.sealpost.storage.inboxes.InboxTotals;

/// What the store and the core count of themselves; the listeners add their own.
final class MetricsModule {
  private MetricsModule() {}

  static Metrics of(Storage storage, Core core) {
    Metrics metrics = new Metrics();
    StoreTotals totals = new StoreTotals(storage.inboxes());
    count(metrics, "accepted", "Envelopes stored", totals, InboxTotals::accepted);
    count(
        metrics,
        "acknowledged",
        "Envelopes removed by their devices",
        totals,
        InboxTotals::acknowledged);
    count(
        metrics,
        "expired",
        "Envelopes removed after their time to live",
        totals,
        InboxTotals::expired);
    count(
        metrics, "purged", "Envelopes removed with abandoned inboxes", totals, InboxTotals::purged);
    count(
        metrics,
        "left.out",
        "Envelopes left out of full inboxes of linked devices",
        totals,
        InboxTotals::leftOut);
    media(metrics, core.media.totals);
    metrics.gauge(
        "sealpost.devices.connected",
        "Devices with an open socket",
        core.delivery.devices,
        devices -> devices.count());
    return metrics;
  }

  /// One counter for each thing that happens to files.
  private static void media(Metrics metrics, MediaTotals totals) {
    for (What what : What.values()) {
      String name = what.name().toLowerCase(Locale.ROOT).replace('_', '.');
      metrics.counter("sealpost.media." + name, meaning(what), totals, of -> of.of(what));
    }
  }

  private static String meaning(What what) {
    return switch (what) {
      case GRANTED -> "Uploads granted";
      case OVER_QUOTA -> "Uploads refused, as their account has no room";
      case STORED -> "Files that became whole";
      case FETCHED -> "Files found for those who fetch them";
      case REMOVED -> "Grants and files that went";
      case ORPHANS -> "Files that nothing was known of, and went";
      case UNFINISHED -> "Uploads that nobody went on with, and went";
    };
  }

  private static void count(
      Metrics metrics,
      String name,
      String description,
      StoreTotals totals,
      ToLongFunction<InboxTotals> value) {
    // A meter holds its subject weakly, and its function firmly.
    metrics.counter(
        "sealpost.envelopes." + name, description, metrics, _ -> value.applyAsLong(totals.get()));
  }
}
