package dev.spillway.simulator.reports;

import java.util.List;
import java.util.Locale;

/** Loss against cost, both by powers of ten: the nearer to the lower left corner the better. */
final class Scatter {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 320;
  private static final int LEFT = 64;
  private static final int BOTTOM = 40;

  /** Less than this is drawn as this: there is no logarithm of nothing. */
  private static final double LEAST_LOST = 1e-4;

  /**
   * @param hours instance hours
   * @param lost percent of all requests
   * @param label empty for a small dot
   */
  record Dot(String label, String style, double hours, double lost) {}

  private final List<Dot> dots;
  private final List<Dot> path;
  private final double low;
  private final double high;
  private final double most;

  /**
   * @param path those of the dots that a line joins, in this order
   */
  Scatter(List<Dot> dots, List<Dot> path) {
    this.dots = dots.stream().filter(d -> d.hours > 0).toList();
    this.path = path.stream().filter(d -> d.hours > 0).toList();
    this.low = this.dots.stream().mapToDouble(Dot::hours).min().orElse(1) / 1.5;
    this.high = this.dots.stream().mapToDouble(Dot::hours).max().orElse(10) * 2.5;
    this.most = Math.max(1, this.dots.stream().mapToDouble(Dot::lost).max().orElse(1) * 1.5);
  }

  String svg(String title) {
    StringBuilder out = new StringBuilder("<figure><figcaption>").append(Html.escape(title));
    out.append(
        "</figcaption><svg viewBox=\"0 0 %d %d\" role=img aria-label=\"".formatted(WIDTH, HEIGHT));
    out.append(Html.escape(title)).append("\">");
    for (double lost = LEAST_LOST; lost <= most; lost *= 10) {
      String label = lost <= LEAST_LOST ? "≤ 0.0001" : Axis.number(lost);
      out.append(format("<path class=grid d=\"M%d %.1fH%d\"/>", LEFT, y(lost), WIDTH));
      out.append(
          format("<text x=%d y=%.1f text-anchor=end>%s</text>", LEFT - 6, y(lost) + 4, label));
    }
    for (double step : List.of(1.0, 2.0, 5.0)) {
      for (double hours = step * Math.pow(10, Math.floor(Math.log10(low)));
          hours <= high;
          hours *= 10) {
        if (hours >= low) {
          out.append(
              format(
                  "<text x=%.1f y=%d text-anchor=middle>%s</text>",
                  x(hours), HEIGHT - 22, Axis.number(hours)));
        }
      }
    }
    out.append(format("<text x=4 y=12>lost, %%</text>"));
    out.append(format("<text x=%d y=%d text-anchor=end>instance hours</text>", WIDTH, HEIGHT - 4));
    join(out);
    dots.forEach(dot -> draw(out, dot));
    return out.append("</svg></figure>\n").toString();
  }

  private void join(StringBuilder out) {
    if (path.size() < 2) {
      return;
    }
    out.append("<path class=\"line ").append(path.getFirst().style).append("\" d=\"");
    for (int i = 0; i < path.size(); i++) {
      out.append(i == 0 ? 'M' : 'L');
      out.append(format("%.1f %.1f", x(path.get(i).hours), y(path.get(i).lost)));
    }
    out.append("\"/>");
  }

  private void draw(StringBuilder out, Dot dot) {
    boolean small = dot.label.isEmpty();
    out.append(
        format(
            "<circle class=\"dot %s\" cx=%.1f cy=%.1f r=%d />",
            dot.style, x(dot.hours), y(dot.lost), small ? 3 : 6));
    if (!small) {
      out.append(
          format(
              "<text class=name x=%.1f y=%.1f>%s</text>",
              x(dot.hours) + 10, y(dot.lost) - 6, Html.escape(dot.label)));
    }
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  private double x(double hours) {
    return LEFT + (WIDTH - LEFT) * Math.log(hours / low) / Math.log(high / low);
  }

  private double y(double lost) {
    double part = Math.log(Math.max(LEAST_LOST, lost) / LEAST_LOST) / Math.log(most / LEAST_LOST);
    return 18 + (HEIGHT - BOTTOM - 24) * (1 - part);
  }
}
