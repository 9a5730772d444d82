package dev.spillway.simulator.reports;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A picture over time as inline SVG. Colours come from the page's style, by class name.
 *
 * @param unit of the values, beside the axis
 * @param start wall time of second 0
 * @param from left end in seconds
 * @param length of the time axis in seconds, above 0
 * @param top upper end of the value axis, above 0
 */
record Chart(
    String title,
    String unit,
    Instant start,
    double from,
    double length,
    double top,
    List<Layer> layers) {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 260;
  private static final int LEFT = 56;
  private static final int RIGHT = 8;
  private static final int TOP = 18;
  private static final int BOTTOM = 26;

  /**
   * @param style class name
   * @param below lower edge of a filled area; null for a line
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Layer(
      String name,
      String style,
      double[] at,
      double[] values,
      double @org.jspecify.annotations.Nullable [] below) {}

  String svg() {
    StringBuilder out = new StringBuilder("<figure><figcaption>").append(Html.escape(title));
    out.append("</figcaption><p class=legend>");
    for (Layer layer : layers) {
      out.append("<span><i class=\"key ").append(layer.style).append("\"></i>");
      out.append(Html.escape(layer.name)).append("</span> ");
    }
    out.append("</p><svg viewBox=\"0 0 %d %d\" role=img aria-label=\"".formatted(WIDTH, HEIGHT));
    out.append(Html.escape(title)).append("\">");
    axes(out);
    layers.forEach(layer -> draw(out, layer));
    return out.append("</svg></figure>\n").toString();
  }

  private void axes(StringBuilder out) {
    for (Axis.Tick tick : Axis.values(top, 4)) {
      out.append(
          format("<path class=grid d=\"M%d %.1fH%d\"/>", LEFT, y(tick.value()), WIDTH - RIGHT));
      out.append(
          format(
              "<text x=%d y=%.1f text-anchor=end>%s</text>",
              LEFT - 6, y(tick.value()) + 4, tick.label()));
    }
    for (Axis.Tick tick : Axis.times(start, from, length, 9)) {
      out.append(
          format(
              "<path class=grid d=\"M%.1f %dV%d\"/>",
              x(tick.value()), HEIGHT - BOTTOM, HEIGHT - BOTTOM + 5));
      out.append(
          format(
              "<text x=%.1f y=%d text-anchor=middle>%s</text>",
              Math.clamp(x(tick.value()), LEFT + 16.0, WIDTH - 24.0), HEIGHT - 6, tick.label()));
    }
    out.append(format("<text x=4 y=12>%s</text>", Html.escape(unit)));
  }

  private void draw(StringBuilder out, Layer layer) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < layer.at.length; i++) {
      path.append(i == 0 ? 'M' : 'L').append(point(layer.at[i], layer.values[i]));
    }
    double[] below = layer.below;
    if (below != null) {
      for (int i = layer.at.length - 1; i >= 0; i--) {
        path.append('L').append(point(layer.at[i], below[i]));
      }
      path.append('Z');
    }
    String kind = below == null ? "line" : "area";
    out.append("<path class=\"%s %s\" d=\"%s\"/>".formatted(kind, layer.style, path));
  }

  private String point(double at, double value) {
    return format("%.1f %.1f", x(at), y(value));
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  private double x(double t) {
    return LEFT + (WIDTH - LEFT - RIGHT) * Math.clamp((t - from) / length, 0, 1);
  }

  private double y(double value) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.clamp(value / top, 0, 1));
  }
}
