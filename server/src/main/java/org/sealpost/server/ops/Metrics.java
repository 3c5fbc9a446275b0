package org.sealpost.server.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.sealpost.server.http.RequestObserver;

/// Counters, gauges and histograms without identity, in Prometheus's text form.
public final class Metrics implements RequestObserver, AutoCloseable {
  private record Key(String method, String template, int status) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final ConcurrentHashMap<Key, Timer> requests = new ConcurrentHashMap<>();

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  @Override
  public void answered(String method, String template, int status, Duration took) {
    requests
        .computeIfAbsent(
            new Key(method, template, status),
            key ->
                Timer.builder("sealpost.requests")
                    .description("Requests answered, over HTTP and in sockets")
                    .tag("method", key.method())
                    .tag("path", key.template())
                    .tag("status", Integer.toString(key.status()))
                    .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(15),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                    .register(registry))
        .record(took);
  }

  /// A number that is read whenever somebody looks.
  public <T> void gauge(String name, String description, T subject, ToDoubleFunction<T> value) {
    Gauge.builder(name, subject, value).description(description).register(registry);
  }

  /// A count that somebody else keeps and that only grows, read whenever somebody looks.
  public <T> void counter(String name, String description, T subject, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, subject, value).description(description).register(registry);
  }

  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
