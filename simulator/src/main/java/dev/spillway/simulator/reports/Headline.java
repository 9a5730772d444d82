package dev.spillway.simulator.reports;

import dev.spillway.simulator.Result;
import java.util.Locale;

/** The result in plain sentences. */
public final class Headline {
  private Headline() {}

  /**
   * What Spillway would have meant on this traffic, against having no public site and against hpa.
   */
  public static String text(Comparison comparison) {
    Run ours = comparison.run("spillway");
    if (ours == null) {
      return comparison.results().size() + " policies on the same traffic.";
    }
    Result r = ours.result();
    Run none = comparison.run("private-only");
    if (r.instanceHours() == 0 && r.lost() == 0) {
      return "Home carries everything: no public instance would have been started.";
    }
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "Spillway would have lost %s of the requests with %s instance hours in %s.",
            percent(r),
            Axis.number(r.instanceHours()),
            days(r.seconds())));
    if (none != null) {
      out.append(" Without public sites ")
          .append(percent(none.result()))
          .append(" would have been lost.");
    }
    Run hpa = comparison.run("hpa");
    if (hpa != null) {
      out.append(
          String.format(
              Locale.ROOT,
              " A usual autoscaler (hpa) loses %s with %s hours.",
              percent(hpa.result()),
              Axis.number(hpa.result().instanceHours())));
    }
    return out.toString();
  }

  private static String percent(Result r) {
    double lost = r.lostPercent();
    if (lost < 0.00005) {
      return lost == 0 ? "none" : "less than 0.0001 %";
    }
    return String.format(Locale.ROOT, lost >= 0.1 ? "%.2f %%" : "%.4f %%", lost);
  }

  private static String days(long seconds) {
    return seconds >= 2 * 86_400
        ? Axis.number(seconds / 86_400.0) + " days"
        : dev.spillway.core.Units.show(java.time.Duration.ofSeconds(seconds));
  }
}
