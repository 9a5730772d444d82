package dev.spillway.control.api;

import dev.spillway.control.loop.AppStatus;
import dev.spillway.control.loop.AppStatus.CapacityView;
import dev.spillway.control.loop.AppStatus.LinkView;
import dev.spillway.control.loop.AppStatus.SiteStatus;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Sample;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the metrics page shows beside what the loops count: the latest status of each app. */
final class Exposition {
  private final Backend backend;
  private final PrometheusRegistry registry;

  /**
   * @param figures of other parts
   */
  Exposition(Backend backend, Supplier<List<Sample>> figures) {
    this.backend = backend;
    this.registry = backend.meters().registry();
    perApp();
    perSite();
    instances();
    gauge(
        "spillway_store_usable",
        "1 when the store can be written.",
        (c, b) -> c.call(b.store().trouble().isEmpty() ? 1 : 0));
    registry.register(new Figures(figures));
  }

  private void perApp() {
    app("spillway_demand", "Requests per second that clients want.", AppStatus::demand);
    app("spillway_expected_demand", "Demand at the end of the lead time.", AppStatus::expected);
    app(
        "spillway_billing",
        "1 when something that bills exists.",
        a -> a.cost() == null ? null : a.cost().billing() ? 1.0 : 0.0);
    app(
        "spillway_spent_this_month",
        "In the currency of the app's file.",
        a -> a.cost() == null ? null : Double.valueOf(a.cost().month()));
    app(
        "spillway_spent_this_burst",
        "In the currency of the app's file.",
        a -> a.cost() == null ? null : Double.valueOf(a.cost().burst()));
  }

  private void perSite() {
    site("spillway_share", "Share of clients, as published, 0 to 1.", SiteStatus::share);
    site("spillway_wanted_share", "Share of clients, as decided.", SiteStatus::wantedShare);
    site(
        "spillway_capacity",
        "Requests per second, of the site or of one public instance.",
        SiteStatus::capacity);
    site(
        "spillway_seen_share",
        "Of all requests that were measured, the part that came here.",
        SiteStatus::seenShare);
    site(
        "spillway_answered_share",
        "Of the DNS answers of the last minute at most, the part that named this site.",
        SiteStatus::answeredShare);
    site(
        "spillway_capacity_confidence",
        "Of a capacity that is learned, 0 to 1; below 0.5 what is configured counts.",
        s -> {
          CapacityView learned = s.learned().capacity();
          return learned == null ? null : Double.valueOf(learned.confidence());
        });
    site("spillway_served", "Requests per second answered well.", SiteStatus::served);
    site("spillway_rejected", "Requests per second turned away.", SiteStatus::rejected);
    site("spillway_signal_age_seconds", "Age of the newest signal.", SiteStatus::signalAgeSeconds);
    site(
        "spillway_link_connected",
        "1 when the link is up.",
        s -> {
          LinkView link = s.link();
          return link == null ? null : link.connected() ? 1.0 : 0.0;
        });
    site(
        "spillway_link_round_trip_seconds",
        "Of the last keep-alive.",
        s -> {
          LinkView link = s.link();
          Double rtt = link == null ? null : link.rttMillis();
          return rtt == null ? null : rtt / 1000;
        });
  }

  private void instances() {
    gauge(
        "spillway_instances",
        "Instances by state.",
        (c, b) -> {
          for (AppStatus app : b.statuses()) {
            for (SiteStatus site : app.sites()) {
              for (Readiness state : Readiness.values()) {
                long count = site.instances().stream().filter(i -> i.state() == state).count();
                c.call(count, app.app(), site.site(), state.name());
              }
            }
          }
        },
        "app",
        "site",
        "state");
  }

  private void app(String name, String help, Function<AppStatus, @Nullable Double> value) {
    gauge(
        name,
        help,
        (c, b) -> {
          for (AppStatus app : b.statuses()) {
            Double now = value.apply(app);
            if (now != null) {
              c.call(now, app.app());
            }
          }
        },
        "app");
  }

  private void site(String name, String help, Function<SiteStatus, @Nullable Double> value) {
    gauge(
        name,
        help,
        (c, b) -> {
          for (AppStatus app : b.statuses()) {
            for (SiteStatus site : app.sites()) {
              Double now = value.apply(site);
              if (now != null) {
                c.call(now, app.app(), site.site());
              }
            }
          }
        },
        "app",
        "site");
  }

  private void gauge(
      String name,
      String help,
      BiConsumer<GaugeWithCallback.Callback, Backend> values,
      String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(c -> values.accept(c, backend))
        .register(registry);
  }

  byte[] text() {
    return Figures.text(registry);
  }
}
