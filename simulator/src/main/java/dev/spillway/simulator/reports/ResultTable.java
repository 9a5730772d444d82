package dev.spillway.simulator.reports;

import dev.spillway.simulator.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results side by side, for a terminal. */
public final class ResultTable {
  static final List<String> HEADER =
      List.of(
          "policy",
          "lost",
          "lost, 2 s queue",
          "bad time",
          "public",
          "inst-h",
          "x oracle",
          "cost",
          "DNS changes",
          "scale changes",
          "flaps",
          "peak inst");

  private ResultTable() {}

  /** One line for each result below a header, columns aligned, each line ended. */
  public static String text(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    comparison.results().forEach(r -> rows.add(row(r, comparison.timesOracle(r))));
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        text.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
      }
      text.append('\n');
    }
    return text.toString();
  }

  static List<String> row(Result r, double timesOracle) {
    return List.of(
        r.policy(),
        String.format(Locale.ROOT, "%.4f %%", r.lostPercent()),
        String.format(Locale.ROOT, "%.4f %%", r.lostPercentQueued()),
        String.format(Locale.ROOT, "%.3f %%", 100.0 * r.badSeconds() / Math.max(1, r.seconds())),
        String.format(Locale.ROOT, "%.1f %%", r.publicPercent()),
        String.format(Locale.ROOT, "%.1f", r.instanceHours()),
        Double.isNaN(timesOracle) ? "-" : String.format(Locale.ROOT, "%.2f", timesOracle),
        r.cost() == null ? "-" : r.cost().toString(),
        Long.toString(r.dnsChanges()),
        Long.toString(r.scaleChanges()),
        Long.toString(r.flaps()),
        Integer.toString(r.peakInstances()));
  }
}
