package dev.spillway.policy;

/** How demand moves; what it does next differs, so margins are learned for each by itself. */
enum Regime {
  FALLING,
  CALM,
  RISING,
  /** It jumped a moment ago, by more than noise and trend explain. */
  JUMPED;

  /** Change in a minute, as a fraction of the level, from which demand counts as rising. */
  private static final double RISE = 0.06;

  private static final double FALL = -0.04;

  static Regime of(double level, double slope, int jumped) {
    if (jumped > 0) {
      return JUMPED;
    }
    double perMinute = slope * 60 / Math.max(level, 1e-9);
    if (perMinute > RISE) {
      return RISING;
    }
    return perMinute < FALL ? FALLING : CALM;
  }
}
