package dev.spillway.simulator.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What other settings would have meant.
 *
 * @param objective largest part of requests that may be lost, in percent
 * @param points all that was tried
 */
public record Advice(double objective, List<Point> points) {
  /** Objectives that the cheapest way is shown for, in percent lost. */
  private static final List<Double> LEVELS = List.of(1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.0);

  public Advice {
    points = List.copyOf(points);
  }

  /** Points of one axis, in its order. */
  public List<Point> axis(String name) {
    return points.stream()
        .filter(p -> p.axis().equals(name))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  /** The settings as they are. */
  public @Nullable Point current() {
    return axis("spill-at").stream().filter(Point::current).findFirst().orElse(null);
  }

  /** The cheapest that loses no more than {@code percent}; null when none does. */
  public @Nullable Point cheapest(double percent) {
    return axis("spill-at").stream()
        .filter(p -> p.within(percent))
        .min(
            Comparator.comparingDouble((Point p) -> p.result().instanceHours())
                .thenComparing(p -> p.result().lostPercent())
                .thenComparing(p -> !p.current()))
        .orElse(null);
  }

  /** What is suggested, in plain sentences. */
  public List<String> sentences() {
    List<String> out = new ArrayList<>();
    Point now = current();
    Point best = cheapest(objective);
    if (best == null) {
      Point least =
          axis("spill-at").stream()
              .min(Comparator.comparingDouble(p -> p.result().lostPercent()))
              .orElseThrow();
      out.add(
          "none of the settings keeps the objective of %s lost; the least is lost with %s: %s"
              .formatted(percent(objective), least.setting(), figures(least)));
    } else if (now != null && best.result().equals(now.result())) {
      out.add(
          "the settings are right as they are for at most %s lost: %s, %s"
              .formatted(percent(objective), now.setting(), figures(now)));
    } else {
      out.add(
          "for at most %s lost the cheapest is %s: %s%s"
              .formatted(
                  percent(objective),
                  best.setting(),
                  figures(best),
                  now == null ? "" : "; as it is (" + now.setting() + "): " + figures(now)));
    }
    more(out, 1.1);
    return out;
  }

  private void more(List<String> out, double factor) {
    List<Point> homes = axis("home");
    Point now = homes.stream().filter(Point::current).findFirst().orElse(null);
    if (now == null) {
      return;
    }
    homes.stream()
        .filter(p -> Math.abs(p.x() / now.x() - factor) < 1e-6)
        .findFirst()
        .ifPresent(p ->
            out.add(
                "a tenth more capacity at home (%s) would have meant %s"
                    .formatted(p.setting(), figures(p))));
  }

  /** Everything for a terminal. */
  public String text() {
    StringBuilder out = new StringBuilder("what other settings would have meant\n");
    sentences().forEach(s -> out.append("  ").append(s).append('\n'));
    out.append("\nobjective against cost (the cheapest setting for each)\n");
    for (double level : LEVELS) {
      Point p = cheapest(level);
      out.append("  at most %-7s lost  ".formatted(percent(level)))
          .append(p == null ? "none of those tried" : "%-28s %s".formatted(p.setting(), figures(p)))
          .append('\n');
    }
    for (String axis : List.of("spill-at", "home", "instance")) {
      out.append('\n').append(title(axis)).append('\n');
      for (Point p : axis(axis)) {
        out.append(p.current() ? "* " : "  ")
            .append("%-28s %s".formatted(p.setting(), figures(p)))
            .append('\n');
      }
    }
    return out + "(* as it is)\n";
  }

  private static String title(String axis) {
    return switch (axis) {
      case "spill-at" -> "when to spill, and what is kept idle";
      case "home" -> "capacity at home";
      default -> "size of an instance";
    };
  }

  private static String figures(Point p) {
    String hours = String.format(Locale.ROOT, "%.1f inst-h", p.result().instanceHours());
    String cost = p.result().cost() == null ? "" : " (" + p.result().cost() + ")";
    return percent(p.result().lostPercent()) + " lost, " + hours + cost;
  }

  static String percent(double percent) {
    String text = String.format(Locale.ROOT, "%.4f", percent);
    return text.replaceFirst("\\.?0+$", "") + " %";
  }
}
