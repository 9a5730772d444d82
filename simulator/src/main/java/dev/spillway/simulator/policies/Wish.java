package dev.spillway.simulator.policies;

/**
 * What a plain policy wants of the public site.
 *
 * @param share 0 to 1; NaN to leave it
 * @param instances how many; below 0 to leave them
 */
record Wish(double share, int instances) {
  static final Wish NOTHING = new Wish(Double.NaN, -1);
}
