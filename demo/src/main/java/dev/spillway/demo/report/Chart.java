package dev.spillway.demo.report;

import java.util.List;
import java.util.Locale;

/**
 * One picture over time as inline SVG: lines and filled areas on common axes. Colours come from the
 * page's style, by class name.
 *
 * @param seconds the right end of the time axis, above 0
 * @param top the upper end of the value axis, above 0
 */
record Chart(String title, String unit, double seconds, double top, List<Series> series) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 220;
  private static final int LEFT = 46;
  private static final int BOTTOM = 24;

  /**
   * @param style class name: home, cloud, lost, demand, capacity, share
   * @param area fill down to the axis
   * @param points time and value, sorted by time
   */
  record Series(String name, String style, boolean area, List<double[]> points) {}

  String svg() {
    StringBuilder out = new StringBuilder();
    out.append(
        "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=img aria-label=\"%s\">"
            .formatted(title, WIDTH, HEIGHT, title));
    axes(out);
    series.forEach(s -> draw(out, s));
    out.append("</svg><p class=legend>");
    series.forEach(
        s -> out.append("<span class=\"key %s\"></span>%s ".formatted(s.style(), s.name())));
    return out.append("</p></figure>").toString();
  }

  private void axes(StringBuilder out) {
    for (int i = 0; i <= 4; i++) {
      double value = top * i / 4;
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=grid x1=%d x2=%d y1=%.1f y2=%.1f /><text x=%d y=%.1f text-anchor=end>%s</text>",
              LEFT,
              WIDTH,
              y(value),
              y(value),
              LEFT - 5,
              y(value) + 4,
              label(value)));
    }
    for (int i = 0; i <= 6; i++) {
      double t = seconds * i / 6;
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=%.1f y=%d text-anchor=middle>%.0f s</text>",
              Math.min(x(t), WIDTH - 14),
              HEIGHT - 6,
              t));
    }
    out.append("<text x=2 y=10>" + unit + "</text>");
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  private void draw(StringBuilder out, Series s) {
    if (s.points().isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double[] p : s.points()) {
      path.append(path.isEmpty() ? 'M' : 'L')
          .append(String.format(Locale.ROOT, "%.1f %.1f", x(p[0]), y(p[1])));
    }
    if (s.area()) {
      path.append(
          String.format(
              Locale.ROOT,
              "L%.1f %.1fL%.1f %.1fZ",
              x(s.points().getLast()[0]),
              y(0),
              x(s.points().getFirst()[0]),
              y(0)));
    }
    out.append(
        "<path class=\"%s %s\" d=\"%s\"/>".formatted(s.area() ? "area" : "line", s.style(), path));
  }

  private double x(double t) {
    return LEFT + (WIDTH - LEFT) * Math.min(1, Math.max(0, t / seconds));
  }

  private double y(double value) {
    double height = HEIGHT - BOTTOM - 14;
    return 14 + height * (1 - Math.min(1, Math.max(0, value / top)));
  }
}
