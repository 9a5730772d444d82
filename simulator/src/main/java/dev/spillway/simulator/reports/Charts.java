package dev.spillway.simulator.reports;

import dev.spillway.simulator.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The pictures of a report. */
final class Charts {
  private final Settings settings;
  private final Comparison comparison;
  private final double home;

  Charts(Settings settings, Comparison comparison) {
    this.settings = settings;
    this.comparison = comparison;
    this.home =
        settings.rules().sites().stream()
            .filter(s -> !s.isPublic())
            .mapToDouble(s -> s.capacity().perSecond())
            .sum();
  }

  /** Who carried the demand; the stretch of the curve. */
  String carried(String title, Curve c) {
    double[] at = at(c);
    double[] zero = new double[c.points];
    double[] atHome = new double[c.points];
    double[] served = new double[c.points];
    double[] all = new double[c.points];
    double[] limit = new double[c.points];
    for (int i = 0; i < c.points; i++) {
      all[i] = c.demand[i];
      served[i] = Math.max(0, c.demand[i] - c.lost[i]);
      atHome[i] = Math.min(served[i], c.demand[i] - c.spilled[i]);
      limit[i] = home;
    }
    double most = 1.05 * Math.max(max(c.highest), home);
    double top = Math.max(most, Math.min(1.5 * most, 1.05 * max(c.capacity)));
    return chart(
        title,
        "req/s",
        c,
        top,
        List.of(
            new Chart.Layer("carried at home", "home", at, atHome, zero),
            new Chart.Layer("carried by public instances", "public", at, served, atHome),
            new Chart.Layer("lost", "lost", at, all, served),
            new Chart.Layer("highest demand", "demand", at, c.highest, null),
            new Chart.Layer("home's capacity", "limit", at, limit, null),
            new Chart.Layer("capacity of all that is ready", "ready", at, c.capacity, null)));
  }

  String shares(Curve c) {
    double[] percent = Arrays.stream(c.share).map(s -> 100 * s).toArray();
    double[] come = new double[c.points];
    for (int i = 0; i < c.points; i++) {
      come[i] = c.demand[i] > 0 ? 100 * c.spilled[i] / c.demand[i] : 0;
    }
    double top = Math.max(10, 1.1 * Math.max(max(percent), max(come)));
    return chart(
        "The share of clients that DNS sends to public sites, and those that come",
        "%",
        c,
        top,
        List.of(
            new Chart.Layer("come", "public", at(c), come, new double[c.points]),
            new Chart.Layer("published", "demand", at(c), percent, null)));
  }

  String instances(Curve c) {
    return chart(
        "Public instances",
        "number",
        c,
        Math.max(2, 1.1 * max(c.running)),
        List.of(
            new Chart.Layer("paid for", "public", at(c), c.running, new double[c.points]),
            new Chart.Layer("ready", "demand", at(c), c.ready, null)));
  }

  /** Something that adds up over time, a line for each policy; what is far above all is cut off. */
  String sums(String title, String unit, List<String> policies, Function<Curve, double[]> what) {
    List<Chart.Layer> layers = new ArrayList<>();
    double top = 0;
    Curve any = comparison.runs().getFirst().whole();
    for (Run run : comparison.runs()) {
      String name = run.result().policy();
      if (policies.contains(name)) {
        double[] values = what.apply(run.whole()).clone();
        fill(values);
        layers.add(new Chart.Layer(name, "p-" + name, at(run.whole()), values, null));
        top = Math.max(top, max(values));
      }
    }
    return chart(title, unit, any, Math.max(1e-9, top * 1.05), layers);
  }

  /** Points without a second of their own, in short series, keep the value before. */
  private static void fill(double[] values) {
    for (int i = 1; i < values.length; i++) {
      values[i] = Math.max(values[i], values[i - 1]);
    }
  }

  private String chart(String title, String unit, Curve c, double top, List<Chart.Layer> layers) {
    return new Chart(title, unit, settings.start(), c.from, c.length(), Math.max(1e-9, top), layers)
        .svg();
  }

  private static double[] at(Curve c) {
    double[] at = new double[c.points];
    Arrays.setAll(at, c::at);
    return at;
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
