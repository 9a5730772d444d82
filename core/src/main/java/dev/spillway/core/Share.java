package dev.spillway.core;

import java.util.Locale;

/**
 * The fraction of clients that DNS answers send to a site.
 *
 * @param value 0 to 1; 0 means no client at all
 */
public record Share(double value) implements Comparable<Share> {
  public static final Share NONE = new Share(0);
  public static final Share ALL = new Share(1);

  public Share {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a share lies between 0 and 1, not " + value);
    }
  }

  public static Share of(double value) {
    return new Share(value);
  }

  public boolean isNone() {
    return value == 0;
  }

  @Override
  public int compareTo(Share other) {
    return Double.compare(value, other.value);
  }

  /** For people: "38 %", with one decimal where it matters: "0.5 %". */
  @Override
  public String toString() {
    double percent = value * 100;
    boolean whole = Math.abs(percent - Math.rint(percent)) < 0.05;
    return String.format(Locale.ROOT, whole ? "%.0f %%" : "%.1f %%", percent);
  }
}
