package org.sealpost.server.boot;

import java.util.function.ToLongFunction;
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
    metrics.gauge(
        "sealpost.devices.connected",
        "Devices with an open socket",
        core.delivery.devices,
        devices -> devices.count());
    return metrics;
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
