package dev.spillway.simulator;

/** Demand over time: requests per second, one rate for each second from the first. */
public interface Rates {
  int seconds();

  /**
   * @param second from 0 to below {@link #seconds}
   */
  double at(int second);

  /** The same, each rate times {@code factor}. */
  default Rates times(double factor) {
    Rates plain = this;
    return factor == 1
        ? this
        : new Rates() {
          @Override
          public int seconds() {
            return plain.seconds();
          }

          @Override
          public double at(int second) {
            return factor * plain.at(second);
          }
        };
  }

  /** The highest rate of all; 0 when there is none. */
  default double peak() {
    double peak = 0;
    for (int t = 0; t < seconds(); t++) {
      peak = Math.max(peak, at(t));
    }
    return peak;
  }

  static Rates of(double... perSecond) {
    double[] rates = perSecond.clone();
    return new Rates() {
      @Override
      public int seconds() {
        return rates.length;
      }

      @Override
      public double at(int second) {
        return rates[second];
      }
    };
  }
}
