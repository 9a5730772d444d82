package dev.spillway.core;

import java.util.Locale;

/**
 * Requests per second.
 *
 * @param perSecond finite and not negative
 */
public record Rate(double perSecond) implements Comparable<Rate> {
  public static final Rate ZERO = new Rate(0);

  public Rate {
    if (!(perSecond >= 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException("a rate is finite and not negative, not " + perSecond);
    }
  }

  public static Rate perSecond(double value) {
    return new Rate(value);
  }

  public Rate plus(Rate other) {
    return new Rate(perSecond + other.perSecond);
  }

  public Rate times(double factor) {
    return new Rate(perSecond * factor);
  }

  @Override
  public int compareTo(Rate other) {
    return Double.compare(perSecond, other.perSecond);
  }

  /** For people: "212 req/s", with one decimal below 10. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f req/s" : "%.0f req/s", perSecond);
  }
}
