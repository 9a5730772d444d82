package dev.spillway.dns.zone;

/**
 * One thing that is wrong, or at least odd, in a zone.
 *
 * @param refused false for a warning: the zone can be served with it
 * @param text what was found, and what to do
 */
public record Finding(boolean refused, Place place, String text) {
  static Finding error(Place place, String text) {
    return new Finding(true, place, text);
  }

  static Finding warning(Place place, String text) {
    return new Finding(false, place, text);
  }

  @Override
  public String toString() {
    return place + ": " + (refused ? "" : "warning: ") + text;
  }
}
