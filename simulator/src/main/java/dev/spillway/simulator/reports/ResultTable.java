package dev.spillway.simulator.reports;

import dev.spillway.simulator.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results side by side, for a terminal. */
public final class ResultTable {
  private static final List<String> HEADER =
      List.of(
          "policy",
          "lost",
          "public",
          "inst-h",
          "cost",
          "DNS changes",
          "scale changes",
          "peak inst");

  private ResultTable() {}

  /** One line for each result below a header, columns aligned, each line ended. */
  public static String text(List<Result> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    results.forEach(r -> rows.add(row(r)));
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

  private static List<String> row(Result r) {
    return List.of(
        r.policy(),
        String.format(Locale.ROOT, "%.4f %%", r.lostPercent()),
        String.format(Locale.ROOT, "%.1f %%", r.publicPercent()),
        String.format(Locale.ROOT, "%.1f", r.instanceHours()),
        r.cost() == null ? "-" : r.cost().toString(),
        Long.toString(r.dnsChanges()),
        Long.toString(r.scaleChanges()),
        Integer.toString(r.peakInstances()));
  }
}
