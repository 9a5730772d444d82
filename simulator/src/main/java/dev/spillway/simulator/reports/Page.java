package dev.spillway.simulator.reports;

import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Units;
import dev.spillway.simulator.Result;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.policies.Policies;
import dev.spillway.simulator.readers.Reading;
import dev.spillway.simulator.tuning.Advice;
import dev.spillway.simulator.tuning.Point;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The report as one page: inline pictures, no script, and a policy that forbids the browser to ask
 * any host for anything. Light or dark as the reader's system is.
 */
public final class Page {
  private final Reading reading;
  private final List<String> assumed;
  private final Settings settings;
  private final Comparison comparison;
  private final @Nullable Advice advice;

  private Page(
      Reading reading,
      List<String> assumed,
      Settings settings,
      Comparison comparison,
      @Nullable Advice advice) {
    this.reading = reading;
    this.assumed = assumed;
    this.settings = settings;
    this.comparison = comparison;
    this.advice = advice;
  }

  /**
   * @param assumed what was not said and taken from the traffic, in plain sentences
   * @param advice null when no other settings were tried
   */
  public static String html(
      Reading reading,
      List<String> assumed,
      Settings settings,
      Comparison comparison,
      @Nullable Advice advice) {
    return new Page(reading, assumed, settings, comparison, advice).text();
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    out.append("<!doctype html>\n<html lang=en><head><meta charset=utf-8>");
    out.append(
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'\">");
    out.append("<meta name=viewport content=\"width=device-width, initial-scale=1\">");
    out.append(
        "<meta name=color-scheme content=\"light dark\"><title>Spillway simulation</title><style>");
    out.append(style()).append("</style></head><body>\n<h1>Spillway on this traffic</h1>\n");
    out.append("<p class=lead>").append(Html.escape(Headline.text(comparison))).append("</p>\n");
    out.append("<h2>Policies side by side</h2>\n").append(table());
    pictures(out);
    if (advice != null) {
      tuning(out, advice);
    }
    out.append("<h2>What was read</h2>\n").append(Html.list(reading.text()));
    out.append("<h2>What was assumed</h2>\n").append(Html.list(world()));
    return out.append("</body></html>\n").toString();
  }

  private String table() {
    List<List<String>> rows = new ArrayList<>();
    List<Boolean> marked = new ArrayList<>();
    List<String> about = new ArrayList<>();
    for (Result r : comparison.results()) {
      rows.add(ResultTable.row(r, comparison.timesOracle(r)));
      marked.add(r.policy().equals("spillway"));
      about.add(r.policy() + ": " + Policies.about(r.policy()));
    }
    return Html.table(ResultTable.HEADER, rows, marked) + Html.list(about);
  }

  private void pictures(StringBuilder out) {
    Charts charts = new Charts(settings, comparison);
    Run ours = comparison.run("spillway");
    Run shown = ours == null ? comparison.runs().getFirst() : ours;
    out.append("<h2>The whole time, with ").append(shown.result().policy()).append("</h2>\n");
    out.append(charts.carried("Demand, and who carried it", shown.whole()));
    out.append(charts.instances(shown.whole()));
    if (shown.close().length() < shown.whole().length()) {
      out.append("<h2>Around the highest demand</h2>\n");
      out.append(charts.carried("Demand, and who carried it", shown.close()));
      out.append(charts.instances(shown.close()));
    }
    out.append(charts.shares(shown.close()));
    out.append("<h2>Loss and cost</h2>\n").append(scatter());
    List<String> bursting = List.of("spillway", "hpa", "hysteresis", "microsoft-guide", "oracle");
    out.append(charts.sums("Cost: instance hours so far", "h", bursting, c -> c.billedHours));
    out.append(charts.sums("Lost requests so far", "requests", bursting, c -> c.lostSoFar));
  }

  private String scatter() {
    List<Scatter.Dot> dots = new ArrayList<>();
    List<Scatter.Dot> path = new ArrayList<>();
    if (advice != null) {
      path.addAll(
          advice.axis("spill-at").stream()
              .filter(p -> p.setting().endsWith("idle zero"))
              .map(p -> dot("", p.result()))
              .toList());
      advice.axis("spill-at").forEach(p -> dots.add(dot("", p.result())));
    }
    comparison.results().forEach(r -> dots.add(dot(r.policy(), r)));
    String title = "Loss against cost";
    if (advice != null) {
      title += "; small dots: Spillway with other settings, the line: spilling earlier or later";
    }
    if (comparison.run("private-only") != null) {
      title += " (private-only costs nothing and is not shown)";
    }
    return new Scatter(dots, path).svg(title);
  }

  /** One axis of the advice as a curve, each dot with its value. */
  private static String curve(String title, List<Point> points) {
    List<Scatter.Dot> dots =
        points.stream().map(p -> dot(p.setting().replaceFirst("^\\w+ ", ""), p.result())).toList();
    return new Scatter(dots, dots).svg(title);
  }

  private static Scatter.Dot dot(String label, Result r) {
    return new Scatter.Dot(label, "p-" + r.policy(), r.instanceHours(), r.lostPercent());
  }

  private static void tuning(StringBuilder out, Advice advice) {
    out.append("<h2>Other settings</h2>\n").append(Html.list(advice.sentences()));
    for (String axis : List.of("spill-at", "home", "instance")) {
      List<List<String>> rows = new ArrayList<>();
      List<Boolean> marked = new ArrayList<>();
      for (Point p : advice.axis(axis)) {
        Result r = p.result();
        rows.add(
            List.of(
                p.setting() + (p.current() ? " (as it is)" : ""),
                String.format(Locale.ROOT, "%.4f %%", r.lostPercent()),
                String.format(Locale.ROOT, "%.1f", r.instanceHours()),
                r.cost() == null ? "-" : r.cost().toString(),
                Long.toString(r.dnsChanges()),
                Integer.toString(r.peakInstances())));
        marked.add(p.current());
      }
      switch (axis) {
        case "home" -> out.append(curve("Capacity at home: loss against cost", advice.axis(axis)));
        case "instance" ->
            out.append(curve("Size of an instance: loss against hours", advice.axis(axis)));
        default -> {} // drawn among the policies above
      }
      out.append(
          Html.table(
              List.of("setting", "lost", "inst-h", "cost", "DNS changes", "peak inst"),
              rows,
              marked));
    }
  }

  private List<String> world() {
    List<String> out = new ArrayList<>(assumed);
    for (SiteRules s : settings.rules().sites()) {
      out.add(
          s.isPublic()
              ? "%s: up to %d instances of %s each%s"
                  .formatted(
                      s.name(),
                      s.instances(),
                      rate(s),
                      s.cost() == null ? "" : ", " + s.cost() + " an hour")
              : "%s: carries %s".formatted(s.name(), rate(s)));
    }
    out.add("an instance serves " + Units.show(settings.warmUp()) + " after it is asked for");
    out.add(
        "DNS answers live %s; %.0f %% of the clients follow ten times later"
            .formatted(Units.show(settings.rules().tuning().ttl()), 100 * settings.stale()));
    out.add(
        "signals are means of %s, seen %s late; a decision every %s"
            .formatted(
                Units.show(settings.tick()),
                Units.show(settings.delay()),
                Units.show(settings.tick())));
    out.add("billed in pieces of " + Units.show(settings.granule()) + ", warm-up included");
    out.add(
        "requests above a site's capacity are lost in that second; 'lost, 2 s queue' lets them"
            + " wait");
    return out;
  }

  private static String rate(SiteRules s) {
    return String.format(Locale.ROOT, "%.3g req/s", s.capacity().perSecond());
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("page.css is missing from this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
