package dev.spillway.control.loop;

import dev.spillway.core.AdapterException;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** What the loops count. Safe for any thread. */
public final class Meters {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter ticks = counter("spillway_ticks", "Ticks of the app's loop.", "app");
  private final Counter decisions =
      counter("spillway_decisions", "Decisions that differ from the one before.", "app");
  private final Counter steps =
      counter("spillway_steps", "Steps of plans, by outcome.", "app", "outcome");
  private final Counter failures =
      counter(
          "spillway_adapter_failures",
          "Failed calls of adapters, by kind: transient, refused, invalid, stuck.",
          "app",
          "site",
          "kind");
  private final Counter dropped =
      counter("spillway_stream_clients_dropped", "Stream clients that read too slowly.");
  private final Histogram delay =
      Histogram.builder()
          .name("spillway_tick_delay_seconds")
          .help("How much later than planned a tick began.")
          .classicUpperBounds(0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
          .classicOnly()
          .register(registry);

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  public PrometheusRegistry registry() {
    return registry;
  }

  public void streamClientDropped() {
    dropped.inc();
  }

  void tick(String app) {
    ticks.labelValues(app).inc();
  }

  public void late(Duration by) {
    delay.observe(Math.max(0, by.toNanos()) / 1e9);
  }

  void decision(String app) {
    decisions.labelValues(app).inc();
  }

  void step(String app, String outcome) {
    steps.labelValues(app, outcome).inc();
  }

  void failed(String app, String site, AdapterException e) {
    failures
        .labelValues(
            app,
            site,
            switch (e) {
              case AdapterException.Transient t -> "transient";
              case AdapterException.Refused r -> "refused";
              case AdapterException.Invalid i -> "invalid";
            })
        .inc();
  }

  void stuck(String app, String site) {
    failures.labelValues(app, site, "stuck").inc();
  }
}
