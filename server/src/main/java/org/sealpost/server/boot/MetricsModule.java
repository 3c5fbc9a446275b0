package org.sealpost.server.boot;

import java.util.function.ToLongFunction;
import org.sealpost.server.ops.Metrics;
import org.sealpost.storage.Storage;
import org.sealpost.storage.inboxes.InboxStore;

/// What the store and the core count of themselves; the listeners add their own.
final class MetricsModule {
  private MetricsModule() {}

  static Metrics of(Storage storage, Core core) {
    Metrics metrics = new Metrics();
    InboxStore inboxes = storage.inboxes();
    count(metrics, "accepted", "Envelopes stored", inboxes, i -> i.totals().accepted());
    count(
        metrics,
        "acknowledged",
        "Envelopes removed by their devices",
        inboxes,
        i -> i.totals().acknowledged());
    count(
        metrics,
        "expired",
        "Envelopes removed after their time to live",
        inboxes,
        i -> i.totals().expired());
    count(
        metrics,
        "purged",
        "Envelopes removed with abandoned inboxes",
        inboxes,
        i -> i.totals().purged());
    count(
        metrics,
        "left.out",
        "Envelopes left out of full inboxes of linked devices",
        inboxes,
        i -> i.totals().leftOut());
    metrics.gauge(
        "sealpost.devices.connected",
        "Devices with an open socket",
        core.devices,
        devices -> devices.count());
    return metrics;
  }

  private static void count(
      Metrics metrics,
      String name,
      String description,
      InboxStore inboxes,
      ToLongFunction<InboxStore> value) {
    metrics.counter("sealpost.envelopes." + name, description, inboxes, value::applyAsLong);
  }
}
